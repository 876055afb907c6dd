using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Functions.Accounts;
using Plum.Functions.Shared;

namespace Plum.Functions.Profiles;

/// <summary>
/// DELETE /api/profiles/{id} (Delete Profile). One in use stays, and the answer names the newest campaign that uses it.
/// </summary>
public sealed class DeleteProfile(ApiRequests api, AccountTable accounts, ProfileTable profiles)
{
    [Function(nameof(DeleteProfile))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/profiles/{id}")] HttpRequest http,
        string id,
        CancellationToken ct) =>
        api.AnswerAsync(http, caller => profiles.DeleteAsync(accounts, http, caller, id, ProfileViews.Version, ct), ct);
}
