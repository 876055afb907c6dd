using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Functions.Accounts;

namespace Plum.Functions.Profiles;

/// <summary>GET /api/profiles (Get Profiles): all profiles of the account, or a page.</summary>
public sealed class GetProfiles(NicknamedRequests requests, ProfileTable profiles)
{
    [Function(nameof(GetProfiles))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/profiles")] HttpRequest http,
        CancellationToken ct) =>
        requests.ListAsync(profiles, http, ct);
}
