using System.Collections.Frozen;
using Microsoft.AspNetCore.StaticFiles;
using Plum.Functions.Shared;

namespace Plum.Functions.Console;

/// <summary>
/// The console's files as the build embedded them, each also compressed; none where it was built without npm.
/// </summary>
public static class ConsoleFiles
{
    private const string Prefix = "console/";

    /// <summary>By preference: the smaller first.</summary>
    private static readonly (string Encoding, string Ending)[] Compressed = [("br", ".br"), ("gzip", ".gz")];

    private static readonly FileExtensionContentTypeProvider Types = new();

    /// <summary>By name, the resource that holds it.</summary>
    private static readonly FrozenDictionary<string, string> Resources = typeof(ConsoleFiles).Assembly
        .GetManifestResourceNames()
        .Where(resource => resource.StartsWith(Prefix, StringComparison.Ordinal))
        .ToFrozenDictionary(resource => resource[Prefix.Length..].Replace('\\', '/'));

    private static readonly FrozenDictionary<string, StaticFile> Files = Resources.Keys
        .Where(name => !Compressed.Any(form => name.EndsWith(form.Ending, StringComparison.Ordinal)))
        .ToFrozenDictionary(name => name, Read);

    public static bool AreThere => Files.ContainsKey("index.html");

    /// <summary>Null when there is none of this name.</summary>
    public static StaticFile? Find(string name) => Files.GetValueOrDefault(name);

    private static StaticFile Read(string name)
    {
        var type = Types.TryGetContentType(name, out var known) ? known : "application/octet-stream";
        var charset = type.StartsWith("text/", StringComparison.Ordinal) ? "; charset=utf-8" : "";
        var compressed =
            from form in Compressed
            let content = Content(name + form.Ending)
            where content is not null
            select (form.Encoding, content);
        return new(type + charset, new(Content(name)!), [.. compressed]);
    }

    private static byte[]? Content(string name) =>
        Resources.TryGetValue(name, out var resource) ? StaticFile.Resource(typeof(ConsoleFiles), resource) : null;
}
