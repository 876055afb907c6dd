using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Core.Calls;
using Plum.Core.Campaigns;
using Plum.Functions.Accounts;
using Plum.Functions.Calls;
using Plum.Functions.Calls.Canceling;
using Plum.Functions.Calls.Outcomes;
using Plum.Functions.Shared;

namespace Plum.Functions.Campaigns;

/// <summary>
/// POST /api/campaigns/{id}/calls/{call_id}/cancel: takes a call out of the queue. Once it is answered the call is
/// never dialed. One that goes on already is hung up where its gateway can; its outcome comes as any other.
/// </summary>
public sealed class CancelCampaignCall(CallCommands commands, CanceledCalls cancels, OpenCalls open)
{
    private static readonly Answer HangingUp = Answer.Response(json => json.WriteString("call", "hanging up"));

    [Function(nameof(CancelCampaignCall))]
    public Task<IResult> Run(
        [HttpTrigger(
            AuthorizationLevel.Anonymous, "post", Route = "api/campaigns/{id}/calls/{callId}/cancel")] HttpRequest http,
        string id,
        string callId,
        CancellationToken ct) =>
        commands.AnswerAsync(http, id, callId, AuditAction.Canceled, CancelAsync, ct);

    private async Task<CallAnswer> CancelAsync(Campaign campaign, FoundCall call)
    {
        try
        {
            var (after, isNews) = await cancels.CancelAsync(campaign, call, default);
            return after.State switch
            {
                CallState.Canceled => new(Answer.Success, isNews),
                CallState.InFlight when await open.TryHangUpAsync(campaign.Key, after, default) => new(HangingUp, true),
                CallState.InFlight => CallAnswer.Refused(call, "is being placed"),
                var final => CallAnswer.Refused(call, $"is over: {final.Name()}"),
            };
        }
        catch (TooManyCancelsException e)
        {
            return new(Answer.Error(StatusCodes.Status409Conflict, e.Message));
        }
    }
}
