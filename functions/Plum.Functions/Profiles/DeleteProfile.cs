using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Functions.Accounts;

namespace Plum.Functions.Profiles;

/// <summary>
/// DELETE /api/profiles/{id} (Delete Profile). One in use stays, and the answer names the newest campaign that uses it.
/// </summary>
public sealed class DeleteProfile(NicknamedRequests requests, ProfileTable profiles)
{
    [Function(nameof(DeleteProfile))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/profiles/{id}")] HttpRequest http,
        string id,
        CancellationToken ct) =>
        requests.DeleteAsync(profiles, http, id, ct);
}
