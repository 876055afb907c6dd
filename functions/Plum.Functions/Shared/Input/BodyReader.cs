using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Plum.Core.PhoneLists;

namespace Plum.Functions.Shared.Input;

/// <summary>
/// Reads one request: decides what its body is by what it holds rather than by what its header says, and takes the
/// fields.
/// </summary>
/// <remarks>
/// The interface's own examples send a multipart body under <c>Content-Type: application/json</c>, and clients send
/// JSON as whatever their library's default is; the header only decides where the bytes leave a doubt.
/// </remarks>
internal sealed class BodyReader(
    HttpRequest request, InputLimits limits, Func<UploadedFile, CancellationToken, Task>? onFile)
{
    private const int SniffBytes = 4 * 1024;

    private readonly RequestFields _fields = new(limits);

    public async Task<RequestFields> ReadAsync(CancellationToken ct)
    {
        ReadQuery();
        RefuseWhatIsKnownToBeTooMuch();
        try
        {
            await ReadBodyAsync(ct);
        }
        catch (BadHttpRequestException e)
        {
            throw new BadRequestBodyException(
                e.StatusCode, e.StatusCode == 413 ? BoundedBodyStream.TooLarge(limits) : "The body broke off.");
        }

        return _fields;
    }

    private void ReadQuery()
    {
        var query = limits.Query && request.QueryString.Value is { Length: > 1 } text
            ? Encoding.UTF8.GetBytes(text[1..])
            : [];
        UrlEncoded.Read(query, "The query string", _ => limits.MaxValueBytes, _fields.AddQuery);
    }

    private void RefuseWhatIsKnownToBeTooMuch()
    {
        if (request.ContentLength > limits.MaxBodyBytes)
        {
            throw new BadRequestBodyException(413, BoundedBodyStream.TooLarge(limits));
        }

        if (request.Headers.ContentEncoding.ToString() is { Length: > 0 } encoding
            && !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            throw new BadRequestBodyException(415, $"The body is encoded as '{encoding}'; send it as it is.");
        }

        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } server)
        {
            server.MaxRequestBodySize = limits.MaxBodyBytes; // the server's own bound is far below a long list
        }
    }

    private async Task ReadBodyAsync(CancellationToken ct)
    {
        var body = new BoundedBodyStream(request.Body, limits);
        var head = new byte[SniffBytes];
        var length = await body.ReadAtLeastAsync(head, SniffBytes, throwOnEndOfStream: false, ct);
        var sniffed = BodyKind.Of(request.ContentType, head.AsSpan(0, length));
        var whole = new PrefixedStream(head.AsMemory(0, length), body);
        switch (sniffed.Kind)
        {
            case BodyKinds.Multipart:
                await new MultipartBody(_fields, limits, onFile).ReadAsync(whole, sniffed.Boundary!, ct);
                break;
            case BodyKinds.Json:
                JsonBody.Read(await BufferAsync(whole, ct), _fields);
                break;
            case BodyKinds.UrlEncoded:
                UrlEncoded.Read((await BufferAsync(whole, ct)).Span, "The body", limits.OfValue, _fields.AddForm);
                break;
        }
    }

    private async Task<ReadOnlyMemory<byte>> BufferAsync(Stream body, CancellationToken ct)
    {
        using var buffer = new MemoryStream();
        var chunk = new byte[32 * 1024];
        int read;
        while ((read = await body.ReadAsync(chunk, ct)) > 0)
        {
            buffer.Write(chunk, 0, read);
            if (buffer.Length > limits.MaxListBytes)
            {
                throw new BadRequestBodyException(
                    413,
                    FormattableString.Invariant($"The body has more than {limits.MaxListBytes:N0} bytes; ")
                        + "send a long list as a file in a multipart form.");
            }
        }

        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }
}
