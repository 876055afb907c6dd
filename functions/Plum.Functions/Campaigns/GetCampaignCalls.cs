using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Core.Calls;
using Plum.Core.Campaigns;
using Plum.Core.PhoneLists;
using Plum.Core.Validation;
using Plum.Functions.Calls;
using Plum.Functions.Shared;

namespace Plum.Functions.Campaigns;

/// <summary>
/// GET /api/campaigns/{id}/calls: the campaign's calls in queue order, a page at a time, or those in one state, with
/// one number (<c>phone_number</c>) or one <c>message_reference</c>.
/// </summary>
public sealed class GetCampaignCalls(
    CampaignRequests requests, CampaignTable campaigns, CampaignProgress progress, CallSearches searches)
{
    public const int DefaultLimit = 100;
    public const int MaxLimit = 1_000;

    [Function(nameof(GetCampaignCalls))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/campaigns/{id}/calls")] HttpRequest http,
        string id,
        CancellationToken ct) =>
        requests.AnswerAsync(http, id, key => AnswerAsync(http, key, ct), ct);

    private async Task<Answer?> AnswerAsync(HttpRequest http, CampaignKey key, CancellationToken ct)
    {
        if (await campaigns.FindCampaignAsync(key, ct) is not { Value: var campaign })
        {
            return null;
        }

        var errors = new FieldErrors();
        var limit = Paging.ReadLimit(http, DefaultLimit, MaxLimit, errors);
        var (state, cursor, search) = (StateIn(http, errors), CursorIn(http, errors), SearchIn(http, errors));
        if (!errors.None)
        {
            return Answer.Invalid(errors);
        }

        var page = await (search is null
            ? progress.CallsAsync(key, state, limit, cursor, ct)
            : searches.FindAsync(campaign, search, state, limit, cursor, ct));
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

    private static long CursorIn(HttpRequest http, FieldErrors errors)
    {
        var cursor = http.Query["cursor"].ToString();
        if (cursor.Length > 18 || !cursor.All(char.IsAsciiDigit))
        {
            errors.Add("cursor", ValidationTexts.Invalid);
        }

        return errors.None && cursor.Length > 0 ? long.Parse(cursor, CultureInfo.InvariantCulture) : 0;
    }

    // Null when nothing is looked for.
    private static CallSearch? SearchIn(HttpRequest http, FieldErrors errors)
    {
        var (number, reference) =
            (Plus(http.Query["phone_number"].ToString()), http.Query["message_reference"].ToString());
        if (number.Length == 0 && reference.Length == 0)
        {
            return null;
        }

        var search =
            CallSearch.Of(number.Length > 0 ? number : null, reference.Length > 0 ? reference : null, out var reason);
        if (search is null)
        {
            errors.Add("phone_number", $"The phone number {reason}.");
        }

        return search;
    }

    // A + that was not escaped arrives as a blank; numbers with blanks in them are written as they were.
    private static string Plus(string number) =>
        number.StartsWith(' ') ? $"+{number.TrimStart()}"
        : number.StartsWith("tel: ", StringComparison.OrdinalIgnoreCase) ? $"tel:+{number[5..].TrimStart()}"
        : number;
}
