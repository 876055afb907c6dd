using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Plum.Core.PhoneLists;

namespace Plum.Functions.Shared.Input;

/// <summary>The parts of a multipart form: values are kept, files and long lists are handed on while they arrive.</summary>
internal sealed class MultipartBody(RequestFields fields, InputLimits limits, Func<UploadedFile, CancellationToken, Task>? onFile)
{
    private const int BufferBytes = 32 * 1024;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public async Task ReadAsync(Stream body, string boundary, CancellationToken ct)
    {
        var reader = new MultipartReader(boundary, body, BufferBytes);
        for (var part = 1; await NextAsync(reader, ct) is { } section; part++)
        {
            await TakeAsync(section, part, ct);
        }
    }

    // Every stream handed out reads through GuardedPart, so that a body that breaks off inside a part is told the same way.
    private static async Task<MultipartSection?> NextAsync(MultipartReader reader, CancellationToken ct)
    {
        try
        {
            return await reader.ReadNextSectionAsync(ct);
        }
        catch (Exception e) when (PartStream.IsMalformed(e))
        {
            throw PartStream.Malformed();
        }
    }

    private async Task TakeAsync(MultipartSection section, int part, CancellationToken ct)
    {
        var (name, fileName) = Disposition(section, part);
        var content = new PartStream(section.Body);
        if (fileName is { Length: > 0 })
        {
            await HandOnAsync(name, fileName, section, content, ct);
            return;
        }

        // A list within the bound of a value stays a value; a longer one goes the way of files if there is somebody to take it.
        var streamable = onFile is not null && (InputLimits.IsList(name) || fileName is not null);
        var limit = streamable ? limits.MaxValueBytes : limits.OfValue(name);
        var (value, ended) = await ReadValueAsync(content, limit, ct);
        if (!ended && !streamable)
        {
            throw new BadRequestBodyException(413, FormattableString.Invariant($"The field '{name}' has more than {limit:N0} bytes."));
        }

        if (!ended || (fileName is not null && value.Length > 0))
        {
            await HandOnAsync(name, fileName, section, new PrefixedStream(value, content), ct);
        }
        else if (fileName is null) // else a form's file input with nothing chosen: not sent
        {
            fields.AddForm(name, Text(name, value.Span));
        }
    }

    private async Task HandOnAsync(string name, string? fileName, MultipartSection section, Stream content, CancellationToken ct)
    {
        if (onFile is not null)
        {
            await onFile(new(name, fileName, section.ContentType, content, fields), ct);
        }
    }

    // curl calls its parts "attachment" when the command set a Content-Type of its own.
    private static (string Name, string? FileName) Disposition(MultipartSection section, int part)
    {
        if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var header)
            || HeaderUtilities.RemoveQuotes(header.Name).Value is not { Length: > 0 } name)
        {
            throw new BadRequestBodyException(400, $"Part {part} of the multipart body has no name in its Content-Disposition.");
        }

        var fileName = header.FileNameStar.HasValue ? header.FileNameStar : HeaderUtilities.RemoveQuotes(header.FileName);
        return (HeaderUtilities.UnescapeAsQuotedString(name).Value!, fileName.Value);
    }

    private static async Task<(ReadOnlyMemory<byte> Value, bool Ended)> ReadValueAsync(Stream content, int limit, CancellationToken ct)
    {
        var buffer = new byte[Math.Min(limit + 1, 256)];
        var used = 0;
        while (true)
        {
            var read = await content.ReadAsync(buffer.AsMemory(used), ct);
            used += read;
            if (read == 0 || used > limit)
            {
                return (buffer.AsMemory(0, used), read == 0);
            }

            if (used == buffer.Length)
            {
                Array.Resize(ref buffer, (int)Math.Min(limit + 1L, 4L * buffer.Length));
            }
        }
    }

    private static string Text(string name, ReadOnlySpan<byte> value)
    {
        try
        {
            return Strict.GetString(value);
        }
        catch (DecoderFallbackException)
        {
            throw new BadRequestBodyException(400, $"The field '{name}' is not valid UTF-8.");
        }
    }
}
