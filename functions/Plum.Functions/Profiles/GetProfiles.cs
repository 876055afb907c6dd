using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Core.Validation;
using Plum.Functions.Shared;

namespace Plum.Functions.Profiles;

/// <summary>GET /api/profiles (Get Profiles): all profiles of the account, or a page.</summary>
public sealed class GetProfiles(ApiRequests api, ProfileTable profiles)
{
    [Function(nameof(GetProfiles))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/profiles")] HttpRequest http,
        CancellationToken ct) =>
        api.AnswerAsync(http, caller => AnswerAsync(http, caller.Account, ct), ct);

    private async Task<Answer> AnswerAsync(HttpRequest http, string account, CancellationToken ct)
    {
        var errors = new FieldErrors();
        if (Paging.Read(http, errors) is not { } paging)
        {
            return Answer.Invalid(errors);
        }

        var found = await profiles.ListAsync(account, paging.After, paging.Limit + 1, ct);
        return paging.Answer(http, found, profile => profile.Id, ProfileViews.Write);
    }
}
