using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Core.Profiles;
using Plum.Core.Validation;
using Plum.Functions.Accounts;
using Plum.Functions.Shared;
using Plum.Functions.Shared.Input;

namespace Plum.Functions.Profiles;

/// <summary>
/// POST /api/profiles (Create Profile): a pace. Campaigns that use it place so many calls in a period, and rest between
/// periods.
/// </summary>
public sealed class CreateProfile(ApiRequests api, IdempotencyKeys keys, AccountTable accounts, ProfileTable profiles)
{
    [Function(nameof(CreateProfile))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/profiles")] HttpRequest http, CancellationToken ct) =>
        api.AnswerAsync(http, caller => AnswerAsync(http, caller, ct), ct);

    private async Task<Answer> AnswerAsync(HttpRequest http, Caller caller, CancellationToken ct)
    {
        var sent = await RequestFields.ReadAsync(http, onFile: null, ct);
        var fields = new FieldReader(sent.Sent).Require("period").Require("amount_per_period").Require("time_between_periods");
        var edit = ProfileEdit.Read(fields);
        fields.Errors.RefuseOthers(sent.AllNames, ProfileEdit.Fields);
        if (!fields.Errors.None)
        {
            return Answer.Invalid(await profiles.NoteTakenAsync(caller.Account, edit.Nickname, 0, fields.Errors, ct));
        }

        return await keys.OnceAsync(http, caller.Account, Fingerprint.Of(http, sent), claim => CreateAsync(caller, edit, claim, ct), ct);
    }

    private Task<Answer> CreateAsync(Caller caller, ProfileEdit edit, IdempotencyClaim? claim, CancellationToken ct) =>
        accounts.ChangeAsync(
            caller,
            async change =>
            {
                if (await profiles.IsTakenAsync(change.Account, edit.Nickname, 0, ct))
                {
                    return Answer.Invalid("nickname", ValidationTexts.Taken("nickname"));
                }

                var profile = edit.Create(change.NextId(profiles.Kind));
                profiles.Add(change, profile);
                return change.Answer(claim, Answer.Response(json =>
                {
                    json.WriteNumber("id", profile.Id);
                    json.WriteString("nickname", profile.Nickname);
                }));
            },
            ct);
}
