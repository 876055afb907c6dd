using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Core.Campaigns;
using Plum.Core.Validation;
using Plum.Functions.Accounts;
using Plum.Functions.Calls;
using Plum.Functions.Shared;
using Plum.Functions.Shared.Input;

namespace Plum.Functions.Campaigns;

/// <summary>
/// PATCH or PUT /api/campaigns/{id} (Update Campaign). A started campaign follows the edit at once. Of a campaign of
/// queuecall or queuecalls it changes what their variables do not say.
/// </summary>
public sealed class UpdateCampaign(
    ApiRequests api, AccountTable accounts, CampaignTable campaigns, DefaultCampaign defaults,
    CampaignReferences references, CampaignControl control, CampaignProgress progress, FirstLists lists,
    StartedIndex started, TimeProvider time)
{
    internal const string ConfirmField = "confirm";
    private const string Confirm = $"Send {ConfirmField}=expire if they shall expire.";

    [Function(nameof(UpdateCampaign))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", "put", Route = "api/campaigns/{id}")] HttpRequest http,
        string id,
        CancellationToken ct) =>
        api.AnswerAsync(
            http,
            async caller => await AnswerAsync(http, caller, await defaults.KeyOfAsync(caller, id, ct), id, ct),
            ct);

    private async Task<Answer> AnswerAsync(
        HttpRequest http, Caller caller, CampaignKey key, string id, CancellationToken ct)
    {
        var numbersSent = false;
        var sent = await RequestFields.ReadAsync(
            http, (file, _) => Task.FromResult(numbersSent |= file.Field == PhoneNumbers.Field), ct);
        var request = new Request(http, key, id, sent, numbersSent || sent.Has(PhoneNumbers.Field));
        if (await campaigns.FindCampaignAsync(key, ct) is { Value: var present })
        {
            await lists.JoinAsync(present, ct); // what waits is counted
        }

        if (await campaigns.FindCampaignAsync(key, ct) is { Value.State: CampaignState.Started })
        {
            // A later end date gives a campaign that was over work again, and the index forgets those.
            await started.AddAsync(key, ct);
        }

        var answer = await accounts.ChangeAsync(caller, change => UpdateAsync(change, request, ct), ct);
        if (answer.IsSuccess && await campaigns.FindCampaignAsync(key, ct) is { Value.State: CampaignState.Started })
        {
            await control.ChangedAsync(key, ct);
        }

        return answer;
    }

    private async Task<Answer> UpdateAsync(AccountChange change, Request request, CancellationToken ct)
    {
        if (await campaigns.FindCampaignAsync(request.Key, ct) is not { } found)
        {
            return Answer.NotFound(AccountRows.Campaign, request.Id);
        }

        if (Versions.Precondition(request.Http, CampaignViews.Version(found.Value)) is { } failed)
        {
            return failed;
        }

        var fields = new FieldReader(request.Sent.Sent);
        var edit = CampaignEdit.Read(fields, found.Value);
        var confirms = fields.OneOf(ConfirmField, "expire") is not null;
        fields.RequireSame(CampaignCommands.IdField, request.Key.Id).Errors.RefuseOthers(
            request.Sent.AllNames, FieldsOf(found.Value, fields));
        if (found.Value.IsDefault)
        {
            NoteOwn(fields);
        }

        var schedule = await references.ScheduleAsync(change.Account, edit, found.Value.ScheduleId, fields.Errors, ct);
        var profiles = await references.ProfilesAsync(change.Account, edit, found.Value.Profiles, fields.Errors, ct);
        await references.CheckAsync(change.Account, edit, found.Value, fields.Errors, ct);
        if (request.SendsNumbers)
        {
            fields.Errors.Add(
                PhoneNumbers.Field, "The phone numbers cannot be updated; add to them with campaigns/add-calls.");
        }

        if (!fields.Errors.None)
        {
            return Answer.Invalid(fields.Errors);
        }

        var edited = edit.ApplyTo(found.Value, schedule, profiles, time.Now());
        return !confirms && await ExpiringAsync(found.Value, edited, ct) is { } fault
            ? Answer.Invalid("end_date", fault)
            : Save(change, found, edited);
    }

    private static string[] FieldsOf(Campaign campaign, FieldReader fields) =>
    [
        CampaignCommands.IdField, PhoneNumbers.Field,
        .. campaign.Queued is not null ? CampaignEdit.QueuedFields : [ConfirmField, .. CampaignEdit.Fields],
        .. campaign.Queued is null && fields.Has(CampaignCommands.IdField) ? CampaignViews.Fields : [],
    ];

    private static void NoteOwn(FieldReader fields)
    {
        foreach (var field in RetryEdit.Fields.Where(fields.Has))
        {
            fields.Errors.Add(field, "Each call of the default campaign has its own, given with queuecall.");
        }
    }

    // What must be confirmed, or null.
    private async Task<string?> ExpiringAsync(Campaign present, Campaign edited, CancellationToken ct)
    {
        var now = time.Now();
        if (present.IsOver(now) || !edited.IsOver(now))
        {
            return null;
        }

        var counts = await progress.CountsAsync(present.Key, ct);
        var waiting = counts.Waiting + counts.Retrying;
        var calls = waiting == 1 ? "1 call that waits" : $"{waiting} calls that wait";
        return waiting == 0
            ? null
            : $"{edited.EndDate:uuuu'-'MM'-'dd} is over: {calls} would not be dialed any more. {Confirm}";
    }

    private static Answer Save(AccountChange change, Stored<Campaign> found, Campaign edited)
    {
        CampaignTable.Replace(change, found, edited);
        return Answer.Response(json => json.WriteNumber("id", edited.Key.Id)).With(
            "ETag", CampaignViews.Version(edited));
    }

    private sealed record Request(HttpRequest Http, CampaignKey Key, string Id, RequestFields Sent, bool SendsNumbers);
}
