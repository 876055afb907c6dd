using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Plum.Functions.Reference;

/// <summary>
/// A file that stays the same while the process runs: packed once, and sent only to those who do not have it.
/// </summary>
internal sealed class StaticFile : IResult
{
    private readonly byte[] _packed;
    private readonly string _kind;
    private readonly EntityTagHeaderValue _version;

    private StaticFile(byte[] packed, string kind)
    {
        (_packed, _kind) = (packed, kind);
        _version = new($"\"{Convert.ToHexStringLower(SHA256.HashData(packed).AsSpan(0, 12))}\"");
    }

    public static StaticFile Of(byte[] content, string kind)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize))
        {
            gzip.Write(content);
        }

        return new(packed.ToArray(), kind);
    }

    /// <summary>A resource of an assembly, which may be packed already.</summary>
    public static StaticFile OfResource(Type assembly, string name, string kind)
    {
        using var resource = assembly.Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException(
                $"{assembly.Assembly.GetName().Name} has no resource {name}, which /docs needs.");
        var content = new byte[resource.Length];
        resource.ReadExactly(content);
        return content is [0x1f, 0x8b, ..] ? new(content, kind) : Of(content, kind);
    }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (request, response) = (httpContext.Request, httpContext.Response);
        var headers = response.GetTypedHeaders();
        headers.ETag = _version;
        headers.CacheControl = new() { NoCache = true }; // asked for again each time: a new version shows at once
        response.Headers.Vary = "Accept-Encoding";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
        if (request.GetTypedHeaders().IfNoneMatch.Any(
            tag => tag.Compare(_version, useStrongComparison: false) || tag.Equals(EntityTagHeaderValue.Any)))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = _kind;
        var body = _packed;
        if (request.GetTypedHeaders().AcceptEncoding.Any(accepted => accepted.Value == "gzip" && accepted.Quality != 0))
        {
            response.Headers.ContentEncoding = "gzip";
        }
        else
        {
            body = Unpack();
        }

        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(request.Method))
        {
            await response.Body.WriteAsync(body, httpContext.RequestAborted);
        }
    }

    private byte[] Unpack()
    {
        using var gzip = new GZipStream(new MemoryStream(_packed), CompressionMode.Decompress);
        using var content = new MemoryStream();
        gzip.CopyTo(content);
        return content.ToArray();
    }
}
