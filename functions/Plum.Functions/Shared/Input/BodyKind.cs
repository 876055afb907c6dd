using System.Text;
using Microsoft.Net.Http.Headers;

namespace Plum.Functions.Shared.Input;

internal enum BodyKinds
{
    Empty,
    Multipart,
    UrlEncoded,
    Json,
}

/// <summary>What a body is, told from its first bytes and its Content-Type.</summary>
/// <param name="Boundary">Of a multipart body: what stands behind the dashes of each separating line.</param>
internal readonly record struct BodyKind(BodyKinds Kind, string? Boundary = null)
{
    private const int MaxBoundaryLength = 200; // RFC 2046 says 70; some clients do not

    public static BodyKind Of(string? contentType, ReadOnlySpan<byte> head)
    {
        _ = MediaTypeHeaderValue.TryParse(contentType, out var type);
        var start = head.TrimStart(" \t\r\n\uFEFF"u8);
        if (start.IsEmpty)
        {
            return new(BodyKinds.Empty);
        }

        if (Is(type, "multipart/") || FirstLineIsBoundary(start))
        {
            return new(BodyKinds.Multipart, BoundaryOf(type, start));
        }

        // `curl -d '{…}'` says urlencoded, and what says nothing is text/plain: an opening brace is JSON in all of
        // them.
        if (start[0] == '{' || IsJson(type))
        {
            return new(BodyKinds.Json);
        }

        return start[0] != '<' && (Is(type, "application/x-www-form-urlencoded") || LooksUrlEncoded(start))
            ? new(BodyKinds.UrlEncoded)
            : throw new BadRequestBodyException(
                415,
                $"The body is of the type '{type?.MediaType.Value ?? "unknown"}'; send a multipart or urlencoded form "
                    + "or a JSON object.");
    }

    private static bool Is(MediaTypeHeaderValue? type, string prefix) =>
        type?.MediaType.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) == true;

    private static bool IsJson(MediaTypeHeaderValue? type) =>
        Is(type, "application/json") || type?.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase) == true;

    // A separating line is followed by a part's headers; nothing else that begins with two dashes is.
    private static bool FirstLineIsBoundary(ReadOnlySpan<byte> start)
    {
        var lineEnd = start.IndexOf((byte)'\n');
        return start.StartsWith("--"u8) && lineEnd > 2
            && start.Length >= lineEnd + 9 && Ascii.EqualsIgnoreCase(start.Slice(lineEnd + 1, 8), "content-"u8);
    }

    private static string BoundaryOf(MediaTypeHeaderValue? type, ReadOnlySpan<byte> start)
    {
        var declared = HeaderUtilities.RemoveQuotes(type?.Boundary ?? default).Value;
        if (string.IsNullOrEmpty(declared)
            && start.StartsWith("--"u8)
            && start.IndexOf((byte)'\n') is > 2 and var lineEnd)
        {
            declared = Encoding.Latin1.GetString(start[2..lineEnd]).TrimEnd();
        }

        return declared switch
        {
            null or "" =>
                throw new BadRequestBodyException(
                    400, "The multipart body has no boundary, neither in Content-Type nor in its first line."),
            { Length: > MaxBoundaryLength } =>
                throw new BadRequestBodyException(
                    400, $"The multipart boundary is longer than {MaxBoundaryLength} characters."),
            _ => declared.TrimEnd(),
        };
    }

    private static bool LooksUrlEncoded(ReadOnlySpan<byte> start)
    {
        var end = start.IndexOfAny((byte)'=', (byte)'&', (byte)'\n');
        return end > 0 && start[end] != '\n';
    }
}
