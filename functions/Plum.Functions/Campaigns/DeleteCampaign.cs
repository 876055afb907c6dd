using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Core.Campaigns;
using Plum.Functions.Accounts;
using Plum.Functions.Calls;
using Plum.Functions.Shared;

namespace Plum.Functions.Campaigns;

/// <summary>
/// DELETE /api/campaigns/{id} (Delete Campaign). A started one is stopped by it; its queue is dropped, calls that were
/// placed end and are reported, its schedule and profiles stay.
/// </summary>
public sealed class DeleteCampaign(
    ApiRequests api,
    AccountTable accounts,
    CampaignTable campaigns,
    DefaultCampaign defaults,
    FirstLists lists,
    UnfinishedWork work,
    CampaignControl control)
{
    [Function(nameof(DeleteCampaign))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/campaigns/{id}")] HttpRequest http,
        string id,
        CancellationToken ct) =>
        api.AnswerAsync(
            http,
            async caller => await AnswerAsync(http, caller, await defaults.KeyOfAsync(caller, id, ct), id, ct),
            ct);

    private async Task<Answer> AnswerAsync(
        HttpRequest http, Caller caller, CampaignKey key, string id, CancellationToken ct)
    {
        if (await campaigns.FindCampaignAsync(key, ct) is { } found)
        {
            // A list that belongs to the campaign's queue is found and cleared with it.
            await lists.JoinAsync(found.Value, ct);
            await work.ExpectAsync(key.Account, ct);
        }

        var answer = await accounts.ChangeAsync(caller, change => DeleteAsync(change, http, key, id, ct), ct);
        if (answer.IsSuccess)
        {
            await control.HeldAsync(key, ct);
            await control.ChangedAsync(key, ct);
            await work.DoneAsync(key.Account, UnfinishedWork.Clear(key.Id), ct);
        }

        return answer;
    }

    private async Task<Answer> DeleteAsync(
        AccountChange change, HttpRequest http, CampaignKey key, string id, CancellationToken ct)
    {
        if (await campaigns.FindCampaignAsync(key, ct) is not { } found)
        {
            return Answer.NotFound(AccountRows.Campaign, id);
        }

        if (found.Value.IsDefault)
        {
            return Answer.Error(StatusCodes.Status400BadRequest, "The default campaign cannot be deleted.");
        }

        if (Versions.Precondition(http, CampaignViews.Version(found.Value)) is { } failed)
        {
            return failed;
        }

        CampaignTable.Delete(change, found);
        change.Add(UnfinishedWork.Clear(key.Id));
        return Answer.Success;
    }
}
