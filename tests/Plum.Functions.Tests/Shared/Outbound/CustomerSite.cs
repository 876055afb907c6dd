using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Plum.Functions.Tests.Shared.Outbound;

/// <summary>A customer's web server with every habit that customers' servers have.</summary>
public sealed class CustomerSite : IAsyncLifetime
{
    private readonly WebApplication _app;
    private readonly TaskCompletionSource _together = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _waiting;

    public CustomerSite()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Map("/echo", EchoAsync);
        _app.Map("/status/{code:int}", (HttpContext http, int code) => http.Response.StatusCode = code);
        _app.Map(
            "/bytes/{count:int}",
            (HttpContext http, int count) => http.Response.Body.WriteAsync(new byte[count]).AsTask());
        _app.Map(
            "/to/{code:int}",
            (HttpContext http, int code) => Redirect(http, code, http.Request.Query["url"].ToString()));
        _app.Map(
            "/hops/{left:int}",
            (HttpContext http, int left) => Redirect(http, 302, left > 1 ? $"/hops/{left - 1}" : "/echo"));
        _app.Map("/silent", http => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, http.RequestAborted));
        _app.Map("/stalls", StallAsync);
        _app.Map("/together/{count:int}", (int count) => TogetherAsync(count));
        _app.Map("/vxml/{encoding}", (HttpContext http, string encoding) => VoiceXmlAsync(http, encoding));
        _app.Map("/packed/{encoding}", (HttpContext http, string encoding) => PackedAsync(http, encoding));
        _app.Map("/aborts", (HttpContext http) => http.Abort());
    }

    /// <summary>The URL of a path on this server.</summary>
    internal Uri this[string path] => new(new Uri(_app.Urls.Single()), path);

    public ValueTask InitializeAsync() => new(_app.StartAsync());

    public async ValueTask DisposeAsync()
    {
        using var atOnce = new CancellationTokenSource(TimeSpan.Zero, TimeProvider.System);
        await _app.StopAsync(atOnce.Token);
        await _app.DisposeAsync();
    }

    private static async Task EchoAsync(HttpContext http)
    {
        using var body = new StreamReader(http.Request.Body, Encoding.UTF8);
        var text = await body.ReadToEndAsync(http.RequestAborted);
        var signature = http.Request.Headers["X-Signature"].ToString();
        await http.Response.WriteAsync(
            $"{http.Request.Method}|{http.Request.ContentType}|{text}|{signature}|{http.Request.Headers.UserAgent}",
            http.RequestAborted);
    }

    private static async Task StallAsync(HttpContext http)
    {
        await http.Response.WriteAsync("<vxml", http.RequestAborted);
        await http.Response.Body.FlushAsync(http.RequestAborted);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, http.RequestAborted);
    }

    /// <summary>A greeting in an encoding that the Content-Type names, and the document does not.</summary>
    private static async Task VoiceXmlAsync(HttpContext http, string encoding)
    {
        var text = CodePagesEncodingProvider.Instance.GetEncoding(encoding) ?? Encoding.UTF8;
        http.Response.ContentType = $"text/xml; charset={encoding}";
        await http.Response.Body.WriteAsync(
            text.GetBytes("<vxml version=\"2.1\"><form><block>おはよう</block></form></vxml>"), http.RequestAborted);
    }

    /// <summary>So many bytes of blanks before a document, packed into a few as the Content-Encoding says.</summary>
    private static async Task PackedAsync(HttpContext http, string encoding)
    {
        var blanks = int.TryParse(http.Request.Query["blanks"], out var count) ? count : 0;
        http.Response.Headers.ContentEncoding = encoding;
        await using Stream packed = encoding switch
        {
            "gzip" => new GZipStream(http.Response.Body, CompressionLevel.Fastest, leaveOpen: true),
            "deflate" => new ZLibStream(http.Response.Body, CompressionLevel.Fastest, leaveOpen: true),
            _ => new BufferedStream(http.Response.Body),
        };
        var piece = Encoding.ASCII.GetBytes(new string(' ', 1 << 16));
        for (; blanks > 0; blanks -= piece.Length)
        {
            await packed.WriteAsync(piece.AsMemory(0, Math.Min(blanks, piece.Length)), http.RequestAborted);
        }

        await packed.WriteAsync(Encoding.ASCII.GetBytes("<vxml version=\"2.1\"/>"), http.RequestAborted);
    }

    /// <summary>Answers nobody before so many are waiting.</summary>
    private Task TogetherAsync(int count)
    {
        if (Interlocked.Increment(ref _waiting) == count)
        {
            _together.SetResult();
        }

        return _together.Task;
    }

    private static void Redirect(HttpContext http, int code, string url) =>
        (http.Response.StatusCode, http.Response.Headers.Location) = (code, url);
}
