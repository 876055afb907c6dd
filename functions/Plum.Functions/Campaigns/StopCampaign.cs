using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Core.Campaigns;
using Plum.Functions.Accounts;
using Plum.Functions.Calls;
using Plum.Functions.Shared;

namespace Plum.Functions.Campaigns;

/// <summary>
/// POST /api/campaigns/stop (Stop Campaign). Once it is answered no further call starts; the queue is kept.
/// </summary>
public sealed class StopCampaign(
    CampaignCommands commands, AccountTable accounts, CampaignTable campaigns, CampaignControl control)
{
    [Function(nameof(StopCampaign))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/campaigns/stop")] HttpRequest http,
        CancellationToken ct) =>
        commands.AnswerAsync(http, (caller, key, claim) => StopAsync(caller, key, claim, ct), ct);

    private async Task<Answer> StopAsync(Caller caller, CampaignKey key, IdempotencyClaim? claim, CancellationToken ct)
    {
        var answer = await accounts.ChangeAsync(caller, change => StopAsync(change, key, claim, ct), ct);
        if (answer.IsSuccess)
        {
            // Also when it was stopped before: that stop may still be waiting for this.
            await control.HeldAsync(key, ct);
            await control.ChangedAsync(key, ct);
        }

        return answer;
    }

    private async Task<Answer> StopAsync(
        AccountChange change, CampaignKey key, IdempotencyClaim? claim, CancellationToken ct)
    {
        if (await campaigns.FindCampaignAsync(key, ct) is not { } found)
        {
            return CampaignCommands.NotFound(key);
        }

        if (found.Value.Stop() is { } stopped)
        {
            CampaignTable.Replace(change, found, stopped);
        }

        return change.Answer(claim, Answer.Success);
    }
}
