using Microsoft.Extensions.Options;
using Plum.Core.Calls;
using Plum.Core.Queueing;
using Plum.Functions.Shared.Outbound;

namespace Plum.Functions.WebServices;

/// <summary>
/// Asks a customer's URLs, once per request and before anything is queued, whether they are there: by GET and without variables,
/// which is how receivers tell the check from a call (outbound calling guide).
/// </summary>
public sealed class UrlChecks(OutboundHttp http, IOptions<OutboundOptions> options)
{
    /// <summary>Notes what is wrong with the URLs; false when something is.</summary>
    public async Task<bool> PassAsync(CallSettings settings, PostVariables sent, CancellationToken ct)
    {
        if (!options.Value.CheckUrls)
        {
            return true;
        }

        var start = FaultAsync("start_url", settings.StartUrl, StartFault, ct);
        var result = settings.ResultUrl is { } url ? FaultAsync("result_url", url, _ => null, ct) : null;
        string?[] answers = [await start, result is null ? null : await result];
        var faults = answers.OfType<string>().ToArray();
        Array.ForEach(faults, sent.AddFault);
        return faults.Length == 0;
    }

    /// <param name="contentFault">What is wrong with an answer of status 200, to be read after the host's name.</param>
    private async Task<string?> FaultAsync(
        string variable, string url, Func<OutboundAnswer, string?> contentFault, CancellationToken ct)
    {
        var uri = new Uri(url);
        var answer = await http.GetAsync(uri, ct);
        if (answer.Failure is { } failure)
        {
            return $"{variable}: {failure}";
        }

        var fault = answer.Status == 200 ? contentFault(answer) : $"answered {answer.Status}; 200 is needed";
        return fault is null ? null : $"{variable}: {uri.Host} {fault}.";
    }

    private static string? StartFault(OutboundAnswer answer)
    {
        if (VoiceXml.IsDocument(answer.Body, out var reason))
        {
            return null;
        }

        return IsHtml(answer) ? "answered HTML, not VoiceXML" : $"answered a document that {reason}";
    }

    private static bool IsHtml(OutboundAnswer answer)
    {
        var text = answer.Text.AsSpan().TrimStart();
        return answer.ContentType?.StartsWith("text/html", StringComparison.OrdinalIgnoreCase) == true
            || text.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("<html", StringComparison.OrdinalIgnoreCase);
    }
}
