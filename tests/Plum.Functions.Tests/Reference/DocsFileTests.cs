using System.IO.Compression;
using System.Net;
using Xunit;

namespace Plum.Functions.Tests.Reference;

/// <summary>How the page and its scripts are served.</summary>
public sealed class DocsFileTests
{
    public static TheoryData<string, string> Files => new()
    {
        { "docs", "text/html" },
        { "docs/docs.js", "text/javascript" },
        { "docs/scalar.js", "text/javascript" },
        { "api/openapi.json", "application/json" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public async Task File_IsPacked_AndNotSentAgainToThoseWhoHaveIt(string path, string kind)
    {
        await using var plum = await PlumServer.StartAsync();
        using var plain = await AskAsync(plum, path);
        using var packed = await AskAsync(plum, path, ("Accept-Encoding", "br, gzip"));
        using var unchanged = await AskAsync(plum, path, ("If-None-Match", plain.Headers.ETag!.ToString()));
        using var changed = await AskAsync(plum, path, ("If-None-Match", "\"other\""));

        Assert.Equal(kind, plain.Content.Headers.ContentType!.MediaType);
        Assert.Empty(plain.Content.Headers.ContentEncoding);
        Assert.Equal(["gzip"], packed.Content.Headers.ContentEncoding);
        using var gzip = new GZipStream(await packed.Content.ReadAsStreamAsync(), CompressionMode.Decompress);
        using var unpacked = new StreamReader(gzip);
        Assert.Equal(await plain.Content.ReadAsStringAsync(), await unpacked.ReadToEndAsync());
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
        Assert.Equal("", await unchanged.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
    }

    /// <summary>A script of anybody else, or one written into the page, does not run.</summary>
    [Fact]
    public async Task Page_AllowsScriptsOfThisServiceAlone()
    {
        await using var plum = await PlumServer.StartAsync();
        using var page = await AskAsync(plum, "docs");

        var policy = page.Headers.GetValues("Content-Security-Policy").Single();
        Assert.StartsWith(
            "default-src 'none'; script-src 'self'; connect-src 'self'; ", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-eval", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("http", policy, StringComparison.Ordinal);
    }

    private static async Task<HttpResponseMessage> AskAsync(
        PlumServer plum, string path, params (string Name, string Value)[] headers)
    {
        using var client = plum.NewClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await client.SendAsync(request);
    }
}
