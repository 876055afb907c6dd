using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Core.Campaigns;
using Plum.Core.Schedules;
using Plum.Core.Validation;
using Plum.Functions.Accounts;
using Plum.Functions.Campaigns;
using Plum.Functions.Shared;
using Plum.Functions.Shared.Input;

namespace Plum.Functions.Schedules;

/// <summary>
/// PATCH or PUT /api/schedules/{id} (Update Schedule). Started campaigns that use it follow the new days at once.
/// </summary>
public sealed class UpdateSchedule(ApiRequests api, AccountTable accounts, ScheduleTable schedules, CampaignEpochs epochs)
{
    [Function(nameof(UpdateSchedule))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", "put", Route = "api/schedules/{id}")] HttpRequest http,
        string id,
        CancellationToken ct) =>
        api.AnswerAsync(http, caller => AnswerAsync(http, caller, id, ct), ct);

    private async Task<Answer> AnswerAsync(HttpRequest http, Caller caller, string id, CancellationToken ct)
    {
        var sent = await RequestFields.ReadAsync(http, onFile: null, ct);
        var raise = epochs.Begin(caller.Account, campaign => campaign.Rescheduled());
        var answer = await accounts.ChangeAsync(caller, change => UpdateAsync(change, raise, http, id, sent, ct), ct);
        await raise.FinishAsync(ct);
        return answer;
    }

    private async Task<Answer> UpdateAsync(
        AccountChange change, EpochRaise raise, HttpRequest http, string id, RequestFields sent, CancellationToken ct)
    {
        if (await schedules.FindAsync(change.Account, ResourceId.Of(id), ct) is not { } found)
        {
            return Answer.NotFound(schedules.Kind, id);
        }

        if (Versions.Precondition(http, ScheduleViews.Version(found.Value)) is { } failed)
        {
            return failed;
        }

        var fields = new FieldReader(sent.Sent);
        var edited = ScheduleEdit.Read(fields).ApplyTo(found.Value);
        fields.RequireSame(ScheduleViews.IdField, edited.Id)
            .Errors.RefuseOthers(sent.AllNames, [ScheduleViews.IdField, .. ScheduleEdit.Fields]);
        await schedules.NoteTakenAsync(change.Account, edited.Nickname, edited.Id, fields.Errors, ct);
        if (!fields.Errors.None)
        {
            return Answer.Invalid(fields.Errors);
        }

        schedules.Replace(change, found, edited);
        if (edited.Days != found.Value.Days)
        {
            await raise.AddAsync(change, await schedules.CampaignsUsingAsync(change.Account, edited.Id, null, ct), ct);
        }

        return Updated(edited, sent["days"]);
    }

    // The documented answer shows the days as the text that was sent, not as an array.
    private static Answer Updated(Schedule edited, string? daysAsSent) => Answer
        .Response(json =>
        {
            json.WriteNumber("id", edited.Id);
            json.WriteString("days", daysAsSent ?? JsonSerializer.Serialize(edited.DaysAsGiven, StoredJson.Default.IReadOnlyListString));
            json.WriteString("nickname", edited.Nickname);
        })
        .With("ETag", ScheduleViews.Version(edited));
}
