using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Core.Campaigns;
using Plum.Core.Validation;
using Plum.Functions.Calls;
using Plum.Functions.Shared;

namespace Plum.Functions.Campaigns;

/// <summary>
/// POST /api/campaigns/add-calls (Add Calls): more numbers, at the end of the queue. A campaign that ran dry wakes up.
/// </summary>
public sealed class AddCalls(
    ApiRequests api, IdempotencyKeys keys, CampaignTable campaigns, FirstLists firstLists, CallLists lists, StartedIndex started,
    CampaignControl control)
{
    [Function(nameof(AddCalls))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/campaigns/add-calls")] HttpRequest http,
        CancellationToken ct) =>
        api.AnswerAsync(http, caller => AnswerAsync(http, caller.Account, ct), ct);

    private async Task<Answer> AnswerAsync(HttpRequest http, string account, CancellationToken ct)
    {
        await using var numbers = new PhoneNumbers(http, lists);
        var sent = await numbers.ReadAsync(ct);
        var fields = new FieldReader(sent.Sent);
        var campaign = await CampaignCommands.ReadNameAsync(fields, account, campaigns, ct);
        var skips = fields.OneOf("on_invalid", "skip", "reject") == "skip";
        if (numbers.Staged is null)
        {
            fields.Errors.Add(PhoneNumbers.Field, ValidationTexts.Required);
        }

        numbers.Check(fields.Errors, skips);
        if (!fields.Errors.None)
        {
            return Answer.Invalid(fields.Errors);
        }

        var fingerprint = Fingerprint.Of(http, sent, numbers.FileHash);
        return await keys.OnceAsync(http, account, fingerprint, claim => AddAsync(campaign!, numbers, skips, claim, ct), ct);
    }

    private async Task<Answer> AddAsync(
        CampaignName campaign, PhoneNumbers numbers, bool skips, IdempotencyClaim? claim, CancellationToken ct)
    {
        var key = campaign.Key;
        if (await campaigns.FindCampaignAsync(key, ct) is not { } found)
        {
            return campaign.NotFound;
        }

        if (found.Value.IsDefault)
        {
            return Answer.Error(StatusCodes.Status400BadRequest, "Calls get into the default campaign one by one, by queuecall.");
        }

        // The list the campaign was created with comes first.
        await firstLists.JoinAsync(found.Value, ct);
        var staged = numbers.Staged!;
        var batch = claim is null ? staged.BatchId : await keys.NoteBatchAsync(claim, staged.BatchId, ct);
        if (batch == staged.BatchId)
        {
            numbers.Keep();
        }

        if (found.Value.State == CampaignState.Started)
        {
            // Calls added to a campaign that is over wait for a check of it, and the index forgets those.
            await started.AddAsync(key, ct);
        }

        if (await lists.PendingAsync(staged, ct) is { } list)
        {
            await lists.CommitAsync(key, list with { BatchId = batch }, ct);
        }

        var now = await campaigns.FindCampaignAsync(key, ct);
        if (now is not { Value.State: CampaignState.Stopped })
        {
            await control.ChangedAsync(key, ct);
        }

        if (now is null)
        {
            // Deleted meanwhile: the word just sent has these calls cleared away too.
            return campaign.NotFound;
        }

        var answer = skips ? Answer.Response(json => PhoneNumbers.Write(json, staged.Result)) : Answer.Success;
        if (claim is not null)
        {
            await keys.CompleteAsync(claim, answer, ct);
        }

        return answer;
    }
}
