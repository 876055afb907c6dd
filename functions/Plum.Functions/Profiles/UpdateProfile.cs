using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Functions.Accounts;

namespace Plum.Functions.Profiles;

/// <summary>
/// PATCH or PUT /api/profiles/{id} (Update Profile). Started campaigns that use it begin a fresh period at the new
/// pace.
/// </summary>
public sealed class UpdateProfile(NicknamedRequests requests, ProfileTable profiles)
{
    [Function(nameof(UpdateProfile))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", "put", Route = "api/profiles/{id}")] HttpRequest http,
        string id,
        CancellationToken ct) =>
        requests.UpdateAsync(profiles, http, id, ct);
}
