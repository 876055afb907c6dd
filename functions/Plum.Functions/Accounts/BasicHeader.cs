using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Plum.Functions.Accounts;

/// <summary>The Authorization header of HTTP Basic (RFC 7617).</summary>
internal static class BasicHeader
{
    private const string Scheme = "Basic ";
    private const int MaxLength = 1024;

    // Not the lenient one: another login than the one that was meant must not come out.
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static bool IsBasic(string header) => header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);

    /// <summary>A login ends at the first colon, so that a password may hold one.</summary>
    public static bool TryRead(
        string header, [NotNullWhen(true)] out string? login, [NotNullWhen(true)] out string? password)
    {
        (login, password) = (null, null);
        if (!IsBasic(header) || header.Length > MaxLength || Decoded(header[Scheme.Length..].Trim()) is not { } text)
        {
            return false;
        }

        var colon = text.IndexOf(':', StringComparison.Ordinal);
        (login, password) = colon < 0 ? (null, null) : (text[..colon], text[(colon + 1)..]);
        return colon >= 0;
    }

    private static string? Decoded(string base64)
    {
        try
        {
            return Utf8.GetString(Convert.FromBase64String(base64));
        }
        catch (Exception e) when (e is FormatException or DecoderFallbackException)
        {
            return null;
        }
    }
}
