using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Core.Calls;
using Plum.Core.Campaigns;
using Plum.Functions.Accounts;
using Plum.Functions.Calls;
using Plum.Functions.Calls.Results;
using Plum.Functions.Shared;

namespace Plum.Functions.Campaigns;

/// <summary>
/// POST /api/campaigns/{id}/calls/{call_id}/resend: posts the result of a call again, delivered or not, to the
/// result_url that holds now.
/// </summary>
/// <remarks>
/// It carries the same delivery and sequence as ever. If it is not accepted, it is tried for a day like a new one.
/// </remarks>
public sealed class ResendCallResult(CallCommands commands, ResultQueue results)
{
    [Function(nameof(ResendCallResult))]
    public Task<IResult> Run(
        [HttpTrigger(
            AuthorizationLevel.Anonymous, "post", Route = "api/campaigns/{id}/calls/{callId}/resend")] HttpRequest http,
        string id,
        string callId,
        CancellationToken ct) =>
        commands.AnswerAsync(http, id, callId, AuditAction.Resent, ResendAsync, ct);

    private async Task<CallAnswer> ResendAsync(Campaign campaign, FoundCall call)
    {
        if (!call.IsFinal)
        {
            return CallAnswer.Refused(call, $"is not over: {call.State.Name()}");
        }

        if (call.Call.SettingsIn(campaign).ResultUrl is null)
        {
            return CallAnswer.Refused(call, "has no result_url");
        }

        await results.RepeatAsync(campaign.Key, call.Call.Position, default);
        return new(Answer.Response(json => json.WriteNumber("resent", 1)), IsNews: true);
    }
}
