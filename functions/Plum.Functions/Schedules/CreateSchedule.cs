using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Core.Schedules;
using Plum.Core.Validation;
using Plum.Functions.Accounts;
using Plum.Functions.Shared;
using Plum.Functions.Shared.Input;

namespace Plum.Functions.Schedules;

/// <summary>
/// POST /api/schedules (Create Schedule): the days of the week on which the campaigns that use it may call. One schedule
/// may serve any number of campaigns.
/// </summary>
public sealed class CreateSchedule(ApiRequests api, IdempotencyKeys keys, AccountTable accounts, ScheduleTable schedules)
{
    [Function(nameof(CreateSchedule))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/schedules")] HttpRequest http, CancellationToken ct) =>
        api.AnswerAsync(http, caller => AnswerAsync(http, caller, ct), ct);

    private async Task<Answer> AnswerAsync(HttpRequest http, Caller caller, CancellationToken ct)
    {
        var sent = await RequestFields.ReadAsync(http, onFile: null, ct);
        var fields = new FieldReader(sent.Sent).Require("days");
        var edit = ScheduleEdit.Read(fields);
        fields.Errors.RefuseOthers(sent.AllNames, ScheduleEdit.Fields);
        if (!fields.Errors.None)
        {
            return Answer.Invalid(await schedules.NoteTakenAsync(caller.Account, edit.Nickname, 0, fields.Errors, ct));
        }

        return await keys.OnceAsync(http, caller.Account, Fingerprint.Of(http, sent), claim => CreateAsync(caller, edit, claim, ct), ct);
    }

    private Task<Answer> CreateAsync(Caller caller, ScheduleEdit edit, IdempotencyClaim? claim, CancellationToken ct) =>
        accounts.ChangeAsync(
            caller,
            async change =>
            {
                if (await schedules.IsTakenAsync(change.Account, edit.Nickname, 0, ct))
                {
                    return Answer.Invalid("nickname", ValidationTexts.Taken("nickname"));
                }

                var schedule = edit.Create(change.NextId(schedules.Kind));
                schedules.Add(change, schedule);
                return change.Answer(claim, Answer.Response(json =>
                {
                    json.WriteNumber("id", schedule.Id);
                    json.WriteString("nickname", schedule.Nickname);
                }));
            },
            ct);
}
