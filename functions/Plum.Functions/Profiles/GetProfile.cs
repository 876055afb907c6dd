using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Functions.Shared;

namespace Plum.Functions.Profiles;

/// <summary>GET /api/profiles/{id}: one item of Get Profiles, with its ETag.</summary>
public sealed class GetProfile(ApiRequests api, ProfileTable profiles)
{
    [Function(nameof(GetProfile))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/profiles/{id}")] HttpRequest http,
        string id,
        CancellationToken ct) =>
        api.AnswerAsync(http, caller => AnswerAsync(caller.Account, id, ct), ct);

    private async Task<Answer> AnswerAsync(string account, string id, CancellationToken ct) =>
        await profiles.FindAsync(account, ResourceId.Of(id), ct) is { Value: var profile }
            ? Answer.Json(json => ProfileViews.Write(json, profile)).With("ETag", ProfileViews.Version(profile))
            : Answer.NotFound(profiles.Kind, id);
}
