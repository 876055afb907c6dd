using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;

namespace Plum.Functions.Console;

/// <summary>The console's files as the build embedded them, each also compressed; none where it was built without npm.</summary>
public static class ConsoleFiles
{
    private const string Prefix = "console/";

    /// <summary>By preference: the smaller first.</summary>
    private static readonly (string Encoding, string Ending)[] Compressed = [("br", ".br"), ("gzip", ".gz")];

    private static readonly FileExtensionContentTypeProvider Types = new();

    private static readonly FrozenDictionary<string, byte[]> Files = typeof(ConsoleFiles).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .ToFrozenDictionary(name => name[Prefix.Length..].Replace('\\', '/'), Read);

    public static bool AreThere => Files.ContainsKey("index.html");

    /// <summary>Answers with a file, compressed as the browser takes it; null when there is none of this name.</summary>
    public static IResult? Answer(HttpRequest http, string name)
    {
        if (!Files.TryGetValue(name, out var content))
        {
            return null;
        }

        var headers = http.HttpContext.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.Vary = "Accept-Encoding";
        var tag = Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 8));
        if (EncodingFor(http, name) is var (encoding, compressed))
        {
            (content, tag) = (compressed, $"{tag}-{encoding}");
            headers.ContentEncoding = encoding;
        }

        var type = Types.TryGetContentType(name, out var known) ? known : "application/octet-stream";
        var charset = type.StartsWith("text/", StringComparison.Ordinal) ? "; charset=utf-8" : "";
        return Results.Bytes(content, type + charset, entityTag: new EntityTagHeaderValue($"\"{tag}\""));
    }

    private static (string Encoding, byte[] Content)? EncodingFor(HttpRequest http, string name)
    {
        var taken = http.GetTypedHeaders().AcceptEncoding;
        foreach (var (encoding, ending) in Compressed)
        {
            if (taken.Any(one => one.Value == encoding && one.Quality != 0) && Files.TryGetValue(name + ending, out var content))
            {
                return (encoding, content);
            }
        }

        return null;
    }

    private static byte[] Read(string resource)
    {
        using var stream = typeof(ConsoleFiles).Assembly.GetManifestResourceStream(resource)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
