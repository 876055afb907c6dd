using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Functions.Accounts;

namespace Plum.Functions.Profiles;

/// <summary>
/// POST /api/profiles (Create Profile): a pace. Campaigns that use it place so many calls in a period, and rest between
/// periods.
/// </summary>
public sealed class CreateProfile(NicknamedRequests requests, ProfileTable profiles)
{
    [Function(nameof(CreateProfile))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/profiles")] HttpRequest http,
        CancellationToken ct) =>
        requests.CreateAsync(profiles, http, ct);
}
