using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Core.Campaigns;
using Plum.Functions.Accounts;
using Plum.Functions.Calls;
using Plum.Functions.Shared;

namespace Plum.Functions.Campaigns;

/// <summary>POST /api/campaigns/start (Start Campaign). Starting one that is started already changes nothing.</summary>
public sealed class StartCampaign(
    CampaignCommands commands, AccountTable accounts, CampaignTable campaigns, FirstLists lists, StartedIndex started,
    CampaignControl control, TimeProvider time)
{
    [Function(nameof(StartCampaign))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/campaigns/start")] HttpRequest http,
        CancellationToken ct) =>
        commands.AnswerAsync(http, (caller, key, claim) => StartAsync(caller, key, claim, ct), ct);

    private async Task<Answer> StartAsync(Caller caller, CampaignKey key, IdempotencyClaim? claim, CancellationToken ct)
    {
        if (await campaigns.FindCampaignAsync(key, ct) is not { Value: var campaign })
        {
            return CampaignCommands.NotFound(key);
        }

        await lists.JoinAsync(campaign, ct);

        // Before the start itself: the index may name a campaign too much, never one too few.
        await started.AddAsync(key, ct);
        var answer = await accounts.ChangeAsync(caller, change => StartAsync(change, key, claim, ct), ct);
        if (answer.IsSuccess)
        {
            await control.ChangedAsync(key, ct);
        }

        return answer;
    }

    private async Task<Answer> StartAsync(
        AccountChange change, CampaignKey key, IdempotencyClaim? claim, CancellationToken ct)
    {
        if (await campaigns.FindCampaignAsync(key, ct) is not { } found)
        {
            return CampaignCommands.NotFound(key);
        }

        var now = time.Now();
        if (found.Value.WhyOver(now) is { } over)
        {
            return Answer.Error(StatusCodes.Status400BadRequest, $"Campaign {key.Id} cannot be started: {over}.");
        }

        if (found.Value.Start(now) is { } running)
        {
            CampaignTable.Replace(change, found, running);
        }

        return change.Answer(claim, Answer.Success);
    }
}
