using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Plum.Functions.Shared;

/// <summary>
/// A file that stays the same while the process runs: compressed once, and sent only to those who do not have it.
/// </summary>
/// <param name="type">Its media type, with the charset where it is text.</param>
/// <param name="plain">The file as it is, which few ask for.</param>
/// <param name="compressed">Its other forms, by preference: the smaller first.</param>
public sealed class StaticFile(
    string type, Lazy<byte[]> plain, params IReadOnlyList<(string Encoding, byte[] Content)> compressed) : IResult
{
    private readonly string _version = Convert.ToHexStringLower(
        SHA256.HashData(compressed is [var first, ..] ? first.Content : plain.Value).AsSpan(0, 8));

    public static StaticFile Of(byte[] content, string type)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize))
        {
            gzip.Write(content);
        }

        return new(type, new(content), ("gzip", packed.ToArray()));
    }

    /// <summary>A resource of an assembly, which may be packed already.</summary>
    public static StaticFile OfResource(Type assembly, string name, string type)
    {
        var content = Resource(assembly, name);
        return content is [0x1f, 0x8b, ..]
            ? new(type, new(() => Unpack(content)), ("gzip", content))
            : Of(content, type);
    }

    public static byte[] Resource(Type assembly, string name)
    {
        using var resource = assembly.Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException(
                $"{assembly.Assembly.GetName().Name} has no resource {name}, which pages of this service need.");
        var content = new byte[resource.Length];
        resource.ReadExactly(content);
        return content;
    }

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var headers = httpContext.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.Vary = "Accept-Encoding";
        if (headers.CacheControl.Count == 0)
        {
            headers.CacheControl = "no-cache"; // asked for again each time: a new version shows at once
        }

        var taken = httpContext.Request.GetTypedHeaders().AcceptEncoding;
        var (encoding, content) = compressed.FirstOrDefault(
            form => taken.Any(one => one.Value == form.Encoding && one.Quality != 0));
        var version = _version;
        if (content is not null)
        {
            headers.ContentEncoding = encoding;
            version += $"-{encoding}";
        }

        return Results
            .Bytes(content ?? plain.Value, type, entityTag: new EntityTagHeaderValue($"\"{version}\""))
            .ExecuteAsync(httpContext);
    }

    private static byte[] Unpack(byte[] packed)
    {
        using var gzip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        using var content = new MemoryStream();
        gzip.CopyTo(content);
        return content.ToArray();
    }
}
