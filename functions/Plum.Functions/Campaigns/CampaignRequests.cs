using Microsoft.AspNetCore.Http;
using Plum.Core.Campaigns;
using Plum.Functions.Accounts;
using Plum.Functions.Shared;

namespace Plum.Functions.Campaigns;

/// <summary>Requests that look at one of the caller's campaigns: by its id, or as <c>default</c>.</summary>
public sealed class CampaignRequests(ApiRequests api, DefaultCampaign defaults)
{
    /// <param name="read">Null when the account has no such campaign.</param>
    internal Task<IResult> AnswerAsync(
        HttpRequest http, string id, Func<CampaignKey, Task<Answer?>> read, CancellationToken ct) =>
        api.AnswerAsync(
            http,
            async caller =>
                await read(await defaults.KeyOfAsync(caller, id, ct)) ?? Answer.NotFound(AccountRows.Campaign, id),
            ct);
}
