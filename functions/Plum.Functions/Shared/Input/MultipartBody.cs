using System.Text;
using Plum.Core.PhoneLists;

namespace Plum.Functions.Shared.Input;

/// <summary>
/// The parts of a multipart form: values are kept, files and long lists are handed on while they arrive.
/// </summary>
internal sealed class MultipartBody(
    RequestFields fields, InputLimits limits, Func<UploadedFile, CancellationToken, Task>? onFile)
{
    private static readonly UTF8Encoding Strict =
        new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public async Task ReadAsync(Stream body, string boundary, CancellationToken ct)
    {
        var parts = new PartReader(body, boundary);
        while (await parts.NextAsync(ct) is { } headers)
        {
            await TakeAsync(PartHeaders.Read(headers, parts.Parts), parts, ct);
        }
    }

    private async Task TakeAsync(PartHeaders part, PartReader parts, CancellationToken ct)
    {
        var (name, fileName, _) = part;
        var content = new PartStream(parts, name, needsBoundary: fileName is not null || InputLimits.IsList(name));
        if (fileName is { Length: > 0 })
        {
            await HandOnAsync(part, content, ct);
            return;
        }

        // A list within the bound of a value stays a value; a longer one goes the way of files if there is somebody to
        // take it.
        var streamable = onFile is not null && (InputLimits.IsList(name) || fileName is not null);
        var limit = streamable ? limits.MaxValueBytes : limits.OfValue(name);
        var (value, ended) = await ReadValueAsync(content, limit, ct);
        if (!ended && !streamable)
        {
            throw new BadRequestBodyException(
                413, FormattableString.Invariant($"The field '{name}' has more than {limit:N0} bytes."));
        }

        if (!ended || (fileName is not null && value.Length > 0))
        {
            await HandOnAsync(part, new PrefixedStream(value, content), ct);
        }
        else if (fileName is null) // else a form's file input with nothing chosen: not sent
        {
            fields.AddForm(name, Text(name, value.Span));
        }
    }

    private async Task HandOnAsync(PartHeaders part, Stream content, CancellationToken ct)
    {
        fields.AddFile(part.Name);
        if (onFile is not null)
        {
            await onFile(new(part.Name, part.FileName, part.ContentType, content, fields), ct);
        }
    }

    private static async Task<(ReadOnlyMemory<byte> Value, bool Ended)> ReadValueAsync(
        Stream content, int limit, CancellationToken ct)
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
