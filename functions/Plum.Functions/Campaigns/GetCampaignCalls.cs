using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Core.Calls;
using Plum.Core.Validation;
using Plum.Functions.Accounts;
using Plum.Functions.Calls;
using Plum.Functions.Shared;

namespace Plum.Functions.Campaigns;

/// <summary>
/// GET /api/campaigns/{id}/calls: the campaign's calls in queue order, a page at a time, or those in one state.
/// </summary>
public sealed class GetCampaignCalls(ApiRequests api, CampaignTable campaigns, CampaignProgress progress)
{
    public const int DefaultLimit = 100;
    public const int MaxLimit = 1_000;

    [Function(nameof(GetCampaignCalls))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/campaigns/{id}/calls")] HttpRequest http,
        string id,
        CancellationToken ct) =>
        api.AnswerAsync(http, caller => AnswerAsync(http, caller.Account, id, ct), ct);

    private async Task<Answer> AnswerAsync(HttpRequest http, string account, string id, CancellationToken ct)
    {
        if (await campaigns.FindCampaignAsync(await campaigns.KeyOfAsync(account, id, ct), ct) is not { Value: var campaign })
        {
            return Answer.NotFound(AccountRows.Campaign, id);
        }

        var errors = new FieldErrors();
        var limit = Paging.ReadLimit(http, DefaultLimit, MaxLimit, errors);
        var (state, cursor) = (StateIn(http, errors), CursorIn(http, errors));
        if (!errors.None)
        {
            return Answer.Invalid(errors);
        }

        var page = await progress.CallsAsync(campaign.Key, state, limit, cursor, ct);
        var answer = new Answer(StatusCodes.Status200OK, Utf8Json.OfEach(page.Calls, CallViews.Write));
        return page.Next is { } next ? answer.With("Link", Paging.Next(http, next, limit)) : answer;
    }

    private static CallState? StateIn(HttpRequest http, FieldErrors errors)
    {
        var text = http.Query["state"].ToString();
        var state = CallStates.Parse(text);
        if (text.Length > 0 && state is null)
        {
            errors.Add("state", ValidationTexts.Invalid);
        }

        return state;
    }

    private static string? CursorIn(HttpRequest http, FieldErrors errors)
    {
        var cursor = http.Query["cursor"].ToString();
        if (cursor.Length > 18 || !cursor.All(char.IsAsciiDigit))
        {
            errors.Add("cursor", ValidationTexts.Invalid);
        }

        return cursor.Length > 0 ? cursor : null;
    }
}
