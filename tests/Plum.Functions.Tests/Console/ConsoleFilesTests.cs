using System.Net;
using System.Text.RegularExpressions;
using Plum.Functions.Console;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Console;

/// <summary>The console's page and its files, as they go over the wire.</summary>
public sealed partial class ConsoleFilesTests(SharedServer server) : IClassFixture<SharedServer>
{
    /// <summary>Compressed, as every browser asks for it.</summary>
    private const int LargestFirstLoad = 150 * 1024;

    [Fact]
    public async Task Page_LetsNoScriptInButItsOwn()
    {
        using var client = server.Plum.NewClient();

        using var page = await client.GetAsync("");

        Assert.Equal(
            (HttpStatusCode.OK, "text/html; charset=utf-8"),
            (page.StatusCode, page.Content.Headers.ContentType?.ToString()));
        var policy = page.Headers.GetValues("Content-Security-Policy").Single();
        Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("no-cache", page.Headers.CacheControl?.ToString());
    }

    [Theory]
    [InlineData("br", "br")]
    [InlineData("gzip", "gzip")]
    [InlineData("gzip, deflate, br, zstd", "br")]
    [InlineData("br;q=0, gzip", "gzip")]
    [InlineData("identity", null)]
    public async Task File_IsCompressed_AsTheBrowserTakesIt(string taken, string? encoding)
    {
        SkipUnlessBuilt();
        using var client = server.Plum.NewClient();
        client.DefaultRequestHeaders.TryAddWithoutValidation("Accept-Encoding", taken);

        using var script = await client.GetAsync(await AssetAsync("js"));

        Assert.Equal(encoding, script.Content.Headers.ContentEncoding.SingleOrDefault());
        Assert.Equal("text/javascript; charset=utf-8", script.Content.Headers.ContentType?.ToString());
        Assert.Equal("public, max-age=31536000, immutable", script.Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task File_IsNotSentAgain_ToWhoHasIt()
    {
        SkipUnlessBuilt();
        using var client = server.Plum.NewClient();
        using var first = await client.GetAsync("");
        client.DefaultRequestHeaders.IfNoneMatch.Add(first.Headers.ETag!);

        using var second = await client.GetAsync("");

        Assert.Equal(
            (HttpStatusCode.NotModified, 0), (second.StatusCode, (await second.Content.ReadAsByteArrayAsync()).Length));
    }

    [Fact]
    public async Task FirstLoad_IsSmall()
    {
        SkipUnlessBuilt();
        using var client = server.Plum.NewClient();
        client.DefaultRequestHeaders.TryAddWithoutValidation("Accept-Encoding", "br");
        string[] files =
            ["", await AssetAsync("js"), await AssetAsync("css"), await AssetAsync("svg"), await FontAsync()];

        var sizes = await Task.WhenAll(files.Select(async file => (await client.GetByteArrayAsync(file)).Length));

        Assert.InRange(sizes.Sum(), 1, LargestFirstLoad);
    }

    [Fact]
    public async Task File_ThatIsNotThere_IsNotFound()
    {
        using var client = server.Plum.NewClient();

        using var reply = await client.GetAsync("assets/index.html");

        Assert.Equal(HttpStatusCode.NotFound, reply.StatusCode);
        Assert.Equal(
            """{"status":"error","error":"File index.html not found."}""", await reply.Content.ReadAsStringAsync());
    }

    private static void SkipUnlessBuilt() =>
        Assert.SkipUnless(ConsoleFiles.AreThere, "Missing: the console, which npm builds (apt-get install nodejs npm)");

    private async Task<string> AssetAsync(string ending)
    {
        using var client = server.Plum.NewClient();
        return Asset()
            .Matches(await client.GetStringAsync(""))
            .Select(match => match.Groups[1].Value)
            .Single(file => file.EndsWith($".{ending}", StringComparison.Ordinal));
    }

    // The one of letters of western Europe; a browser takes others only for a page that has such letters.
    private async Task<string> FontAsync()
    {
        using var client = server.Plum.NewClient();
        return Regex.Match(await client.GetStringAsync(
            await AssetAsync("css")), @"/(assets/[\w-]*-latin-wght[\w-]*\.woff2)").Groups[1].Value;
    }

    [GeneratedRegex("\"/(assets/[^\"]+)\"")]
    private static partial Regex Asset();
}
