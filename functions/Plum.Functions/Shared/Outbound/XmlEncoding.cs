using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;

namespace Plum.Functions.Shared.Outbound;

/// <summary>Which encoding an XML document may be in: as its Content-Type says, as it says itself, or UTF-8.</summary>
internal static partial class XmlEncoding
{
    private const int DeclarationBytes = 200;

    /// <summary>The names of the encodings to read a document in, the likeliest first.</summary>
    /// <remarks>
    /// The Content-Type goes first (RFC 7303, 3). But servers add one to whatever they send, so the document's own
    /// declaration is believed where the other does not fit. A byte order mark goes before both, as every reader of
    /// text has it.
    /// </remarks>
    public static IReadOnlyList<string> Candidates(ReadOnlySpan<byte> document, string? contentType)
    {
        var sent = MediaTypeHeaderValue.TryParse(contentType, out var type) ? type.CharSet?.Trim('"', ' ') : null;
        string[] named = [.. new[] { sent, Declared(document) }.OfType<string>().Where(name => name.Length > 0)];
        return named.Length > 0 ? named : ["utf-8"];
    }

    /// <summary>The encoding of a name, which refuses bytes that are not its own, or null when there is none.</summary>
    public static Encoding? Find(string name)
    {
        name = name.Equals("utf8", StringComparison.OrdinalIgnoreCase) ? "utf-8" : name;
        var (encoder, decoder) = (EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(name, encoder, decoder)
                ?? Encoding.GetEncoding(name, encoder, decoder);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    private static string? Declared(ReadOnlySpan<byte> document) => document switch
    {
        [(byte)'<', 0, ..] => "utf-16",
        [0, (byte)'<', ..] => "utf-16BE",
        _ => DeclaredIn(Encoding.Latin1.GetString(document[..Math.Min(document.Length, DeclarationBytes)])),
    };

    private static string? DeclaredIn(string beginning) =>
        Declaration().Match(beginning) is { Success: true } found ? found.Groups[1].Value : null;

    [GeneratedRegex("""^\s*(?:ï»¿)?<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._:-]+)["']""")]
    private static partial Regex Declaration();
}
