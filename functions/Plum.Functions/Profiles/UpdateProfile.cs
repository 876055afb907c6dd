using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Core.Campaigns;
using Plum.Core.Profiles;
using Plum.Core.Validation;
using Plum.Functions.Accounts;
using Plum.Functions.Campaigns;
using Plum.Functions.Shared;
using Plum.Functions.Shared.Input;

namespace Plum.Functions.Profiles;

/// <summary>
/// PATCH or PUT /api/profiles/{id} (Update Profile). Started campaigns that use it begin a fresh period at the new pace.
/// </summary>
public sealed class UpdateProfile(
    ApiRequests api, AccountTable accounts, ProfileTable profiles, CampaignEpochs epochs, TimeProvider time)
{
    [Function(nameof(UpdateProfile))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", "put", Route = "api/profiles/{id}")] HttpRequest http,
        string id,
        CancellationToken ct) =>
        api.AnswerAsync(http, caller => AnswerAsync(http, caller, id, ct), ct);

    private async Task<Answer> AnswerAsync(HttpRequest http, Caller caller, string id, CancellationToken ct)
    {
        var sent = await RequestFields.ReadAsync(http, onFile: null, ct);
        var raise = epochs.Begin(caller.Account, campaign => campaign.Repaced(time.Now()));
        var answer = await accounts.ChangeAsync(caller, change => UpdateAsync(change, raise, http, id, sent, ct), ct);
        await raise.FinishAsync(ct);
        return answer;
    }

    private async Task<Answer> UpdateAsync(
        AccountChange change, EpochRaise raise, HttpRequest http, string id, RequestFields sent, CancellationToken ct)
    {
        if (await profiles.FindAsync(change.Account, ResourceId.Of(id), ct) is not { } found)
        {
            return Answer.NotFound(profiles.Kind, id);
        }

        if (Versions.Precondition(http, ProfileViews.Version(found.Value)) is { } failed)
        {
            return failed;
        }

        var fields = new FieldReader(sent.Sent);
        var edited = ProfileEdit.Read(fields, found.Value).ApplyTo(found.Value);
        fields.RequireSame(ProfileViews.IdField, edited.Id)
            .Errors.RefuseOthers(sent.AllNames, [ProfileViews.IdField, .. ProfileEdit.Fields]);
        await profiles.NoteTakenAsync(change.Account, edited.Nickname, edited.Id, fields.Errors, ct);
        if (!fields.Errors.None)
        {
            return Answer.Invalid(fields.Errors);
        }

        profiles.Replace(change, found, edited);
        if (edited.Pace != found.Value.Pace)
        {
            await raise.AddAsync(change, await profiles.CampaignsUsingAsync(change.Account, edited.Id, null, ct), ct);
        }

        return Updated(edited);
    }

    private static Answer Updated(Profile edited) => Answer
        .Response(json =>
        {
            json.WriteNumber("id", edited.Id);
            json.WriteString("nickname", edited.Nickname);
        })
        .With("ETag", ProfileViews.Version(edited));
}
