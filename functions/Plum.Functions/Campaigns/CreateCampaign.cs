using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Core.Campaigns;
using Plum.Core.Validation;
using Plum.Functions.Accounts;
using Plum.Functions.Calls;
using Plum.Functions.Shared;

namespace Plum.Functions.Campaigns;

/// <summary>
/// POST /api/campaigns (Create Campaign): a calendar and a list, which is called once the campaign is started. The list
/// streams into storage while it arrives; the campaign appears with it or not at all.
/// </summary>
public sealed class CreateCampaign(
    ApiRequests api,
    IdempotencyKeys keys,
    KnownAccounts known,
    AccountTable accounts,
    CampaignReferences references,
    UnfinishedWork work,
    CampaignForesight foresight, FirstLists firstLists, CallLists lists, TimeProvider time)
{
    /// <summary>Creates nothing, and tells what would become of the campaign.</summary>
    internal const string DryRun = "dry_run";

    private static readonly string[] Required = ["start_date", "end_date", "profiles", "start_url"];

    [Function(nameof(CreateCampaign))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/campaigns")] HttpRequest http,
        CancellationToken ct) =>
        api.AnswerAsync(http, caller => AnswerAsync(http, caller, ct), ct);

    private async Task<Answer> AnswerAsync(HttpRequest http, Caller caller, CancellationToken ct)
    {
        await using var numbers = new PhoneNumbers(http, lists, await known.FindAsync(caller.Account, ct));
        var sent = await numbers.ReadAsync(ct);
        var fields = new FieldReader(sent.Sent);
        fields.Require(CampaignEdit.ScheduleField(fields));
        Array.ForEach(Required, name => fields.Require(name));
        var edit = CampaignEdit.Read(fields);
        fields.Errors.RefuseOthers(
            sent.AllNames, [PhoneNumbers.Field, PhoneNumbers.SkipField, DryRun, .. CampaignEdit.Fields]);
        await references.CheckAsync(caller.Account, edit, null, fields.Errors, ct);
        var skips = numbers.Check(fields);
        var isDryRun = fields.OneOf(DryRun, "true", "false") == "true";
        if (!fields.Errors.None)
        {
            await references.ScheduleAsync(caller.Account, edit, 0, fields.Errors, ct);
            await references.ProfilesAsync(caller.Account, edit, [], fields.Errors, ct);
            return Answer.Invalid(fields.Errors);
        }

        if (isDryRun)
        {
            return await ForetellAsync(caller, edit, numbers, ct);
        }

        var request = new CampaignRequest(caller, edit, numbers, skips);
        var fingerprint = Fingerprint.Of(http, sent, numbers.FileHash);
        return await keys.OnceAsync(http, caller.Account, fingerprint, claim => CreateAsync(request, claim, ct), ct);
    }

    private async Task<Answer> ForetellAsync(
        Caller caller, CampaignEdit edit, PhoneNumbers numbers, CancellationToken ct)
    {
        var errors = new FieldErrors();
        var schedule = await references.ScheduleAsync(caller.Account, edit, 0, errors, ct);
        var profiles = await references.ProfilesAsync(caller.Account, edit, [], errors, ct);
        return errors.None
            ? await foresight.AnswerAsync(
                edit.Create(
                    new(caller.Account, 0), schedule, profiles, time.Now()), numbers.Staged?.Result.Accepted ?? 0, ct)
            : Answer.Invalid(errors);
    }

    private async Task<Answer> CreateAsync(CampaignRequest request, IdempotencyClaim? claim, CancellationToken ct)
    {
        var list = request.Numbers.Staged is { } staged ? await lists.PendingAsync(staged, ct) : null;
        if (list is not null)
        {
            await work.ExpectAsync(request.Caller.Account, ct);
        }

        Campaign? created = null;
        request.Numbers.Keep();
        var answer = await accounts.ChangeAsync(
            request.Caller,
            async change =>
            {
                var errors = new FieldErrors();
                created = await DraftAsync(change, request, errors, ct) with { Pending = list };
                return errors.None ? change.Answer(claim, Add(change, created, request)) : Answer.Invalid(errors);
            },
            ct);

        if (answer.IsSuccess)
        {
            await firstLists.TryJoinAsync(created!, ct);
        }
        else
        {
            request.Numbers.Release();
        }

        return answer;
    }

    private async Task<Campaign> DraftAsync(
        AccountChange change, CampaignRequest request, FieldErrors errors, CancellationToken ct)
    {
        var schedule = await references.ScheduleAsync(change.Account, request.Edit, 0, errors, ct);
        var profiles = await references.ProfilesAsync(change.Account, request.Edit, [], errors, ct);
        var key = new CampaignKey(change.Account, errors.None ? change.NextId(AccountRows.Campaign) : 0);
        return request.Edit.Create(key, schedule, profiles, time.Now());
    }

    private static Answer Add(AccountChange change, Campaign campaign, CampaignRequest request)
    {
        CampaignTable.Add(change, campaign);
        if (campaign.Pending is not null)
        {
            change.Add(UnfinishedWork.Join(campaign.Key.Id));
        }

        var list = request.Numbers.Staged?.Result;
        var answer = Answer.Response(json =>
        {
            json.WriteNumber("id", campaign.Key.Id);
            if (list is not null)
            {
                PhoneNumbers.Write(json, list, request.SkipsBadRows);
            }
        });
        return list is null ? answer : PhoneNumbers.WithCount(answer, list);
    }

    private sealed record CampaignRequest(Caller Caller, CampaignEdit Edit, PhoneNumbers Numbers, bool SkipsBadRows);
}
