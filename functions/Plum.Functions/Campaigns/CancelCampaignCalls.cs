using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Core.Campaigns;
using Plum.Core.Validation;
using Plum.Functions.Accounts;
using Plum.Functions.Calls.Canceling;
using Plum.Functions.Shared;
using Plum.Functions.Shared.Input;

namespace Plum.Functions.Campaigns;

/// <summary>
/// POST /api/campaigns/{id}/calls/cancel: cancels every call that waits or is owed a retry. Calls that are being placed
/// run on, calls queued later are dialed.
/// </summary>
public sealed class CancelCampaignCalls(
    ApiRequests api, IdempotencyKeys keys, CallCommands commands, CancelOrders cancels)
{
    [Function(nameof(CancelCampaignCalls))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/campaigns/{id}/calls/cancel")] HttpRequest http,
        string id,
        CancellationToken ct) =>
        api.AnswerAsync(http, caller => AnswerAsync(http, caller, id, ct), ct);

    private async Task<Answer> AnswerAsync(HttpRequest http, Caller caller, string id, CancellationToken ct)
    {
        var sent = await RequestFields.ReadAsync(http, onFile: null, ct);
        if (new FieldErrors().RefuseOthers(sent.AllNames) is { None: false } errors)
        {
            return Answer.Invalid(errors);
        }

        return await commands.CampaignAsync(caller, id, ct) is { Key: var key }
            ? await keys.OnceAsync(
                http, caller.Account, Fingerprint.Of(http, sent), claim => CancelAsync(caller, key, id, claim, ct), ct)
            : Answer.NotFound(AccountRows.Campaign, id);
    }

    private async Task<Answer> CancelAsync(
        Caller caller, CampaignKey key, string id, IdempotencyClaim? claim, CancellationToken ct)
    {
        // Under a key a repeated request goes on with the order of the first.
        var order = Guid.CreateVersion7().ToString("N");
        order = claim is null ? order : await keys.NoteBatchAsync(claim, order, ct);
        if (await cancels.CancelAllAsync(caller, key, order, ct) is not { } canceled)
        {
            return Answer.NotFound(AccountRows.Campaign, id);
        }

        var answer = Answer.Response(json => json.WriteNumber("canceled", canceled));
        if (claim is not null)
        {
            await keys.CompleteAsync(claim, answer, ct);
        }

        return answer;
    }
}
