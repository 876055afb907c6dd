using Microsoft.Extensions.Options;
using Plum.Core.Calls;
using Plum.Core.Queueing;
using Plum.Functions.Gateways;
using Plum.Functions.Shared.Outbound;

namespace Plum.Functions.WebServices;

/// <summary>
/// Asks a customer's URLs, once per request and before anything is queued, whether they are there: by GET and without
/// variables, which is how receivers tell the check from a call (outbound calling guide).
/// </summary>
/// <remarks>
/// start_url must answer what the gateway plays that is to place the calls. The redirects met on the way are told: a
/// call and its result take them too, and not every one is meant.
/// </remarks>
public sealed class UrlChecks(OutboundHttp http, GatewayDirectory gateways, IOptions<OutboundOptions> options)
{
    /// <summary>Notes what is wrong with the URLs; false when something is.</summary>
    public async Task<bool> PassAsync(CallSettings settings, string? chosen, PostVariables sent, CancellationToken ct)
    {
        if (!options.Value.CheckUrls)
        {
            return true;
        }

        var start = http.GetAsync(new(settings.StartUrl), ct);
        var result = settings.ResultUrl is { } url ? http.ProbeAsync(new(url), ct) : null;
        var passes = Passes("start_url", await start, answer => StartFault(answer, gateways.Of(chosen)), sent);
        return (result is null || Passes("result_url", await result, _ => null, sent)) && passes;
    }

    /// <param name="contentFault">What is wrong with an answer of status 200, to be read after the host's name.</param>
    private static bool Passes(
        string variable, OutboundAnswer answer, Func<OutboundAnswer, string?> contentFault, PostVariables sent)
    {
        if (answer.Failure is { } failure)
        {
            sent.AddFault($"{variable}: {failure}");
            return false;
        }

        var fault = answer.Status == 200 ? contentFault(answer) : $"answered {answer.Status}; 200 is needed";
        if (fault is not null)
        {
            sent.AddFault($"{variable}: {answer.Answerer} {fault}.");
        }
        else if (answer.Redirects is { } redirects)
        {
            sent.AddNote($"{variable}: {answer.Host} {redirects}.");
        }

        return fault is null;
    }

    private static string? StartFault(OutboundAnswer answer, (string Name, IDialGateway? Gateway) plays)
    {
        var (name, gateway) = plays;
        var twiml = gateway?.Plays == CallScript.Twiml;
        var isPlayed = twiml
            ? Twiml.IsDocument(answer.Body, out var reason, answer.ContentType)
            : VoiceXml.IsDocument(answer.Body, out reason, answer.ContentType);
        if (isPlayed)
        {
            return null;
        }

        var fault = !IsHtml(answer)
            ? $"answered a document that {reason}"
            : $"answered HTML, not {(twiml ? "TwiML" : "VoiceXML")}";
        return twiml ? $"{fault}; the gateway '{name}' plays TwiML, whose root element is 'Response'" : fault;
    }

    private static bool IsHtml(OutboundAnswer answer)
    {
        var text = answer.Text.AsSpan().TrimStart();
        return answer.ContentType?.StartsWith("text/html", StringComparison.OrdinalIgnoreCase) == true
            || text.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("<html", StringComparison.OrdinalIgnoreCase);
    }
}
