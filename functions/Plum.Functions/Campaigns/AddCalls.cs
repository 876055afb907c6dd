using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Core.Campaigns;
using Plum.Core.Validation;
using Plum.Functions.Accounts;
using Plum.Functions.Calls;
using Plum.Functions.Shared;

namespace Plum.Functions.Campaigns;

/// <summary>
/// POST /api/campaigns/add-calls (Add Calls): more numbers, at the end of the queue. A campaign that ran dry wakes up.
/// </summary>
public sealed class AddCalls(
    ApiRequests api,
    IdempotencyKeys keys,
    KnownAccounts known,
    AccountTable accounts,
    CampaignTable campaigns,
    DefaultCampaign defaults,
    FirstLists firstLists, CallLists lists, AddedLists added, UnfinishedWork work, TimeProvider time)
{
    [Function(nameof(AddCalls))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/campaigns/add-calls")] HttpRequest http,
        CancellationToken ct) =>
        api.AnswerAsync(http, caller => AnswerAsync(http, caller, ct), ct);

    private async Task<Answer> AnswerAsync(HttpRequest http, Caller caller, CancellationToken ct)
    {
        await using var numbers = new PhoneNumbers(http, lists, await known.FindAsync(caller.Account, ct));
        var sent = await numbers.ReadAsync(ct);
        var fields = new FieldReader(sent.Sent);
        var campaign = await CampaignCommands.ReadNameAsync(fields, caller, defaults, ct);
        if (numbers.Staged is null)
        {
            fields.Errors.Add(PhoneNumbers.Field, ValidationTexts.Required);
        }

        fields.Errors.RefuseOthers(sent.AllNames, CampaignCommands.IdField, PhoneNumbers.Field, PhoneNumbers.SkipField);
        var skips = numbers.Check(fields);
        if (!fields.Errors.None)
        {
            return Answer.Invalid(fields.Errors);
        }

        var request = new Request(caller, campaign!, numbers, skips);
        var fingerprint = Fingerprint.Of(http, sent, numbers.FileHash);
        return await keys.OnceAsync(http, caller.Account, fingerprint, claim => AddAsync(request, claim, ct), ct);
    }

    private async Task<Answer> AddAsync(Request request, IdempotencyClaim? claim, CancellationToken ct)
    {
        if (await campaigns.FindCampaignAsync(request.Campaign.Key, ct) is not { Value: var campaign })
        {
            return request.Campaign.NotFound;
        }

        if (campaign.IsDefault)
        {
            return Answer.Error(
                StatusCodes.Status400BadRequest, "Calls get into the default campaign one by one, by queuecall.");
        }

        if (RefusedWhenOver(campaign) is { } refused)
        {
            return refused;
        }

        // The list the campaign was created with comes first.
        await firstLists.JoinAsync(campaign, ct);
        if (await lists.PendingAsync(request.Numbers.Staged!, ct) is not { } list)
        {
            return await AddNoneAsync(request, claim, ct);
        }

        await work.ExpectAsync(request.Caller.Account, ct);
        request.Numbers.Keep();
        var answer =
            await accounts.ChangeAsync(request.Caller, change => AddAsync(change, request, list, claim, ct), ct);
        if (answer.IsSuccess)
        {
            await added.TryJoinAsync(request.Campaign.Key, list, ct);
        }
        else
        {
            request.Numbers.Release();
        }

        return answer;
    }

    private async Task<Answer> AddAsync(
        AccountChange change, Request request, PendingList list, IdempotencyClaim? claim, CancellationToken ct)
    {
        if (await campaigns.FindCampaignAsync(request.Campaign.Key, ct) is not { Value: var campaign })
        {
            return request.Campaign.NotFound;
        }

        if (RefusedWhenOver(campaign) is { } refused)
        {
            return refused;
        }

        AddedLists.Add(change, request.Campaign.Key, list);
        return change.Answer(claim, request.Added());
    }

    private Answer? RefusedWhenOver(Campaign campaign) => campaign.WhyOver(time.Now()) is { } over
        ? Answer.Error(StatusCodes.Status400BadRequest, $"Calls cannot be added to campaign {campaign.Key.Id}: {over}.")
        : null;

    private async Task<Answer> AddNoneAsync(Request request, IdempotencyClaim? claim, CancellationToken ct)
    {
        if (claim is not null)
        {
            await keys.CompleteAsync(claim, request.Added(), ct);
        }

        return request.Added();
    }

    private sealed record Request(Caller Caller, CampaignName Campaign, PhoneNumbers Numbers, bool Skips)
    {
        public Answer Added()
        {
            var list = Numbers.Staged!.Result;
            return PhoneNumbers.WithCount(
                Skips ? Answer.Response(json => PhoneNumbers.Write(json, list, Skips)) : Answer.Success, list);
        }
    }
}
