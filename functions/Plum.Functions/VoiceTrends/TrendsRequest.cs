using Microsoft.AspNetCore.Http;
using NodaTime;
using Plum.Core.VoiceTrends;
using Plum.Functions.Shared;

namespace Plum.Functions.VoiceTrends;

/// <summary>
/// A request to VoiceTrends on its way to an answer, which always says where the client stands with its limit.
/// </summary>
/// <param name="limit">Requests that a window allows.</param>
internal sealed class TrendsRequest(HttpRequest http, int limit, TimeProvider time)
{
    public HttpRequest Http => http;

    public int Limit => limit;

    /// <summary>As untouched until it is known whose request this is.</summary>
    public RateStanding Standing { get; set; } = RateStanding.Untouched(limit, time.Now());

    public TrendsAnswer Ok(params IEnumerable<TrendsMember> members) => TrendsAnswer.Ok(Standing, [.. members]);

    public TrendsAnswer Error(int status, string error) => TrendsAnswer.Error(status, Standing, error);

    public TrendsAnswer BadRequest(IEnumerable<string> faults) =>
        Error(StatusCodes.Status400BadRequest, string.Join(' ', faults));

    /// <summary>429 until the window is over.</summary>
    /// <param name="what">What was used up: authentications, requests for data.</param>
    public TrendsAnswer UsedUp(string what)
    {
        var minutes = (int)RateWindow.Length.TotalMinutes;
        return TooMany(
            $"The rate limit of {limit} {what} in {minutes} minutes is used up; it begins anew at {Standing.Reset}.",
            Standing.Reset);
    }

    public TrendsAnswer TooMany(string error, Instant until) =>
        Error(StatusCodes.Status429TooManyRequests, error).RetryAfter(time.SecondsUntil(until));
}
