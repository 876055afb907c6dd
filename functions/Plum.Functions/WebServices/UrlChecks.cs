using Microsoft.Extensions.Options;
using Plum.Core.Calls;
using Plum.Core.Queueing;
using Plum.Functions.Shared.Outbound;

namespace Plum.Functions.WebServices;

/// <summary>
/// Asks a customer's URLs, once per request and before anything is queued, whether they are there: by GET and without variables, which is
/// how receivers tell the check from a call (outbound calling guide).
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

        var faults = await Task.WhenAll(
            FaultAsync("start_url", settings.StartUrl, isVoiceXml: true, ct),
            settings.ResultUrl is { } result ? FaultAsync("result_url", result, isVoiceXml: false, ct) : Task.FromResult<string?>(null));
        Array.ForEach([.. faults.OfType<string>()], sent.AddFault);
        return faults.All(fault => fault is null);
    }

    private async Task<string?> FaultAsync(string variable, string url, bool isVoiceXml, CancellationToken ct)
    {
        var uri = new Uri(url);
        var answer = await http.GetAsync(uri, ct);
        var fault = answer switch
        {
            { Failure: { } failure } => failure,
            { Status: not 200 } => $"{uri.Host} answered {answer.Status}; 200 is needed.",
            _ when isVoiceXml && !VoiceXml.IsDocument(answer.Body, out var reason) => $"{uri.Host} answered {(IsHtml(answer) ? "HTML, not VoiceXML" : $"what {reason}")}.",
            _ => null,
        };
        return fault is null ? null : $"{variable}: {fault}";
    }

    private static bool IsHtml(OutboundAnswer answer) =>
        answer.ContentType?.StartsWith("text/html", StringComparison.OrdinalIgnoreCase) == true
        || answer.Text.AsSpan().TrimStart() is var text
            && (text.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase) || text.StartsWith("<html", StringComparison.OrdinalIgnoreCase));
}
