using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Plum.Core.Validation;

namespace Plum.Functions.Shared;

/// <summary>Which stretch of a list a request asks for.</summary>
/// <param name="Limit">The most items to answer with.</param>
/// <param name="After">The id after which to go on; 0 for the beginning.</param>
internal sealed record Paging(int Limit, int After)
{
    /// <summary>
    /// Clients written for the documented API expect the whole list, so a page is that, up to a bound that protects the
    /// server.
    /// </summary>
    public const int MaxLimit = 10_000;

    /// <summary>Reads <c>limit</c> and <c>cursor</c> from the query.</summary>
    public static Paging? Read(HttpRequest http, FieldErrors errors, int otherwise = MaxLimit, int max = MaxLimit)
    {
        var limit = ReadLimit(http, otherwise, max, errors);
        var after = 0;
        if (http.Query["cursor"].ToString() is { Length: > 0 } cursor
            && !int.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out after))
        {
            errors.Add("cursor", ValidationTexts.Invalid);
        }

        return errors.None ? new(limit, after) : null;
    }

    /// <summary>Reads <c>limit</c>, 1 to <paramref name="max"/>.</summary>
    public static int ReadLimit(HttpRequest http, int otherwise, int max, FieldErrors errors)
    {
        if (http.Query["limit"].ToString() is not { Length: > 0 } text)
        {
            return otherwise;
        }

        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var limit))
        {
            errors.Add("limit", ValidationTexts.WholeNumber);
        }
        else if (limit < 1 || limit > max)
        {
            errors.Add("limit", limit < 1 ? ValidationTexts.Min("limit", 1) : ValidationTexts.Max("limit", max));
        }

        return limit;
    }

    /// <summary>The page as a bare array, with a <c>Link</c> to the next one if there is more.</summary>
    /// <param name="found">
    /// The items from <see cref="After"/> on, one more than <see cref="Limit"/> if there are as many.
    /// </param>
    public Answer Answer<T>(HttpRequest http, IReadOnlyList<T> found, Func<T, int> id, Action<Utf8Json, T> members)
    {
        var page = found.Take(Limit);
        var answer = new Answer(StatusCodes.Status200OK, Utf8Json.OfEach(page, members));
        return found.Count > Limit
            ? answer.With("Link", Next(http, id(found[Limit - 1]).ToString(CultureInfo.InvariantCulture), Limit))
            : answer;
    }

    /// <summary>A <c>Link</c> header with the address of the next page: this request's, with another cursor.</summary>
    public static string Next(HttpRequest http, string cursor, int limit)
    {
        var query = http.Query
            .Where(pair => pair.Key is not ("cursor" or "limit"))
            .SelectMany(pair => pair.Value, (pair, value) => KeyValuePair.Create(pair.Key, value))
            .Append(new("limit", limit.ToString(CultureInfo.InvariantCulture)))
            .Append(new("cursor", cursor));
        return $"<{QueryHelpers.AddQueryString(http.Path.ToUriComponent(), query)}>; rel=\"next\"";
    }
}
