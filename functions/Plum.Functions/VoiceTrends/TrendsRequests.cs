using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Plum.Functions.Shared;

namespace Plum.Functions.VoiceTrends;

/// <summary>
/// What every request to VoiceTrends goes through: which methods are taken, and what becomes of trouble.
/// </summary>
public sealed class TrendsRequests(TimeProvider time, ILogger<TrendsRequests> logger)
{
    /// <param name="limit">Requests that a window allows.</param>
    /// <param name="method">The one the resource takes; with GET goes HEAD.</param>
    internal async Task<IResult> AnswerAsync(
        HttpRequest http, int limit, string method, Func<TrendsRequest, Task<TrendsAnswer>> act)
    {
        var request = new TrendsRequest(http, limit, time);
        try
        {
            return Takes(method, http.Method) ? await act(request) : NotAllowed(request, method);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            var trouble = Trouble.Of(e, http, logger);
            var answer = request.Error(trouble.Status, trouble.Error);
            return trouble.RetryAfter is { } seconds ? answer.RetryAfter(seconds) : answer;
        }
    }

    private static bool Takes(string method, string sent) =>
        HttpMethods.Equals(method, sent) || (HttpMethods.IsGet(method) && HttpMethods.IsHead(sent));

    /// <summary>The documented text, with the method that the resource really takes.</summary>
    private static TrendsAnswer NotAllowed(TrendsRequest request, string method) => request
        .Error(StatusCodes.Status405MethodNotAllowed, $"invalid HTTP method supplied (only {method} allowed)")
        .With("Allow", HttpMethods.IsGet(method) ? "GET, HEAD" : method);
}
