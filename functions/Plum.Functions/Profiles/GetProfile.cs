using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Functions.Accounts;

namespace Plum.Functions.Profiles;

/// <summary>GET /api/profiles/{id}: one item of Get Profiles, with its ETag.</summary>
public sealed class GetProfile(NicknamedRequests requests, ProfileTable profiles)
{
    [Function(nameof(GetProfile))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/profiles/{id}")] HttpRequest http,
        string id,
        CancellationToken ct) =>
        requests.GetAsync(profiles, http, id, ct);
}
