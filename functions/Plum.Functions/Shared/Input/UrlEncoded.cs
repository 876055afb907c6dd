using System.Text;

namespace Plum.Functions.Shared.Input;

/// <summary>application/x-www-form-urlencoded, in bodies and query strings.</summary>
internal static class UrlEncoded
{
    private static readonly UTF8Encoding Strict =
        new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads all fields in order.</summary>
    /// <param name="what">What is being read, for messages: "The body", "The query string".</param>
    /// <param name="limitOf">How many bytes the value of a field of this name may have.</param>
    public static void Read(ReadOnlySpan<byte> text, string what, Func<string, int> limitOf, Action<string, string> add)
    {
        foreach (var range in text.Split((byte)'&'))
        {
            var pair = text[range];
            if (pair.IsEmpty)
            {
                continue;
            }

            var equals = pair.IndexOf((byte)'=');
            var name = Decode(equals < 0 ? pair : pair[..equals], what, int.MaxValue, "a name");
            var value = equals < 0 ? "" : Decode(pair[(equals + 1)..], what, limitOf(name), $"the field '{name}'");
            add(name, value);
        }
    }

    private static string Decode(ReadOnlySpan<byte> text, string what, int limit, string of)
    {
        var plain = text.IndexOfAny((byte)'%', (byte)'+') < 0 ? text : Unescape(text, what, of);
        if (plain.Length > limit)
        {
            throw new BadRequestBodyException(
                413, FormattableString.Invariant($"{what} has more than {limit:N0} bytes in {of}."));
        }

        try
        {
            return Strict.GetString(plain);
        }
        catch (DecoderFallbackException)
        {
            throw new BadRequestBodyException(400, $"{what} is not valid UTF-8 in {of}.");
        }
    }

    private static byte[] Unescape(ReadOnlySpan<byte> text, string what, string of)
    {
        var plain = new byte[text.Length];
        var used = 0;
        for (var i = 0; i < text.Length; i++)
        {
            plain[used++] = text[i] switch
            {
                (byte)'+' => (byte)' ',
                (byte)'%' when i + 2 < text.Length && Hex(text[i + 1]) is { } high && Hex(text[i + 2]) is { } low =>
                    (byte)((high << 4) | low),
                (byte)'%' => throw new BadRequestBodyException(
                    400, $"{what} has a '%' without two hexadecimal digits after it in {of}."),
                var other => other,
            };
            i += text[i] == '%' ? 2 : 0;
        }

        return plain[..used];
    }

    private static int? Hex(byte digit) => digit switch
    {
        >= (byte)'0' and <= (byte)'9' => digit - '0',
        >= (byte)'a' and <= (byte)'f' => digit - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => digit - 'A' + 10,
        _ => null,
    };
}
