using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Plum.Functions.WebServices;

internal enum AnswerFormat
{
    Xml,
    Json,
}

/// <summary>Which of the two a client would rather have (RFC 9110, 12.5.1).</summary>
internal static class AnswerFormats
{
    private static readonly MediaTypeHeaderValue[] Xml = [new("text/xml"), new("application/xml")];
    private static readonly MediaTypeHeaderValue[] Json = [new("application/json")];

    /// <summary>The web services' documented XML, unless JSON is named and nothing about XML is liked better.</summary>
    public static AnswerFormat Of(HttpRequest http) => Prefers(http, Json, Xml) ? AnswerFormat.Json : AnswerFormat.Xml;

    /// <summary>
    /// VoiceTrends' JSON, unless <c>application/xml</c> is named and nothing about JSON is liked better.
    /// </summary>
    public static AnswerFormat OfVoiceTrends(HttpRequest http) =>
        Prefers(http, Xml[1..], Json) ? AnswerFormat.Xml : AnswerFormat.Json;

    private static bool Prefers(HttpRequest http, MediaTypeHeaderValue[] wanted, MediaTypeHeaderValue[] usual)
    {
        if (http.Headers.Accept is [] or ["*/*"]
            || !MediaTypeHeaderValue.TryParseList([.. http.Headers.Accept.OfType<string>()], out var accepted))
        {
            return false;
        }

        var (want, wantIsNamed) = Liking(wanted, accepted);
        var (use, useIsNamed) = Liking(usual, accepted);
        return want > use || (want == use && want > 0 && wantIsNamed && !useIsNamed);
    }

    /// <summary>
    /// The quality a client gives the best of these types, each by the most specific range that covers it.
    /// </summary>
    private static (double Quality, bool Named) Liking(
        MediaTypeHeaderValue[] types, IList<MediaTypeHeaderValue> accepted) =>
        types.Select(type => Liking(type, accepted)).Max();

    private static (double Quality, bool Named) Liking(MediaTypeHeaderValue type, IList<MediaTypeHeaderValue> accepted)
    {
        MediaTypeHeaderValue? best = null;
        foreach (var range in accepted)
        {
            if (Covers(range, type) && (best is null || Specificity(range) > Specificity(best)))
            {
                best = range;
            }
        }

        return (best is null ? 0 : best.Quality ?? 1, best is { MatchesAllSubTypes: false });
    }

    private static bool Covers(MediaTypeHeaderValue range, MediaTypeHeaderValue type) =>
        range.MatchesAllTypes
        || (range.Type.Equals(type.Type, StringComparison.OrdinalIgnoreCase)
            && (range.MatchesAllSubTypes || range.SubType.Equals(type.SubType, StringComparison.OrdinalIgnoreCase)));

    private static int Specificity(MediaTypeHeaderValue range) =>
        range.MatchesAllTypes ? 0 : range.MatchesAllSubTypes ? 1 : 2;
}
