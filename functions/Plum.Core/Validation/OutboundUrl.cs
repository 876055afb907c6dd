using System.Diagnostics.CodeAnalysis;

namespace Plum.Core.Validation;

/// <summary>What a customer's URL must look like before anything is asked of the network.</summary>
public static class OutboundUrl
{
    /// <summary>Characters a URL may have (queuecall, start_url and result_url).</summary>
    public const int MaxLength = 255;

    /// <summary>Reads a URL that calls may be made with, or says in words to follow "The URL" why it is none.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Uri? url, [NotNullWhen(false)] out string? reason)
    {
        url = null;
        reason = Fault(text, ref url);
        return reason is null;
    }

    private static string? Fault(string? text, ref Uri? url)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return "is empty";
        }

        if (text.Length > MaxLength)
        {
            return $"has {text.Length} characters; at most {MaxLength} are allowed";
        }

        if (text.Any(c => char.IsControl(c) || char.IsWhiteSpace(c)))
        {
            return "has a blank or control character in it";
        }

        // "/start.php" is an absolute path and would be taken for a file.
        if (!Uri.TryCreate(text, UriKind.Absolute, out var parsed)
            || !text.StartsWith(parsed.Scheme + ":", StringComparison.OrdinalIgnoreCase))
        {
            return "is not an absolute URL such as https://example.com/start";
        }

        var fault = FaultOf(parsed);
        url = fault is null ? parsed : null;
        return fault;
    }

    /// <summary>
    /// Why an absolute URL may not be called, or null. Redirects pass through here too, so no length is asked.
    /// </summary>
    public static string? FaultOf(Uri url) => url switch
    {
        { Scheme: not ("http" or "https") } => $"begins with {url.Scheme}:, and only http and https are called",
        { UserInfo.Length: > 0 } => "carries a user name or password, which URLs must not",
        { Host.Length: 0 } or { HostNameType: UriHostNameType.Basic or UriHostNameType.Unknown } => "names no host",
        _ => null,
    };
}
