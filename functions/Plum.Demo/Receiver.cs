using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Plum.Demo;

/// <summary>
/// A customer's own web server: answers start_url with VoiceXML, takes results, and remembers every request.
/// </summary>
[SuppressMessage("Design", "CA1056", Justification = "The addresses are sent as text.")]
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _web;
    private readonly ConcurrentQueue<Received> _requests = new();

    private Receiver(WebApplication web) => _web = web;

    /// <summary>Address of the server, without a slash at the end.</summary>
    public string Address { get; private set; } = "";

    public string StartUrl => Address + "/start.php";

    public string ResultUrl => Address + "/result.php";

    /// <summary>Stamps what is received; give it the service's clock when that is virtual.</summary>
    public TimeProvider Clock { get; set; } = TimeProvider.System;

    /// <summary>Decides the answer to one request; null takes the ordinary answer.</summary>
    public Func<Received, Task<Reply?>> Script { get; set; } = _ => Task.FromResult<Reply?>(null);

    /// <summary>Everything received so far, in the order in which it came.</summary>
    public IReadOnlyList<Received> Requests => [.. _requests];

    /// <summary>
    /// The calls that asked for their VoiceXML, the check of the address when a campaign is made left out.
    /// </summary>
    public IEnumerable<Received> Starts => Requests.Where(r => r.Path == "/start.php" && r.IsCall);

    /// <summary>The results posted, the check of the address left out.</summary>
    public IEnumerable<Received> Results => Requests.Where(r => r.Path == "/result.php" && r.IsCall);

    public static async Task<Receiver> StartAsync(CancellationToken ct = default)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var web = builder.Build();
        var receiver = new Receiver(web);
        web.Run(receiver.AnswerAsync);
        await web.StartAsync(ct);
        receiver.Address = web.Urls.Single();
        return receiver;
    }

    public async ValueTask DisposeAsync() => await _web.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        var request = http.Request;
        var fields = request.Query.ToDictionary(p => p.Key, p => p.Value.ToString());
        var body = await BodyAsync(request);

        if (request.HasFormContentType)
        {
            foreach (var (name, value) in await request.ReadFormAsync(http.RequestAborted))
            {
                fields[name] = value.ToString();
            }
        }

        var received = new Received(Clock.GetUtcNow(), request.Method, request.Path, fields)
        {
            Headers =
                request.Headers.ToDictionary(p => p.Key, p => p.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            Body = body,
        };
        _requests.Enqueue(received);
        var reply = await Script(received) ?? Reply.Ordinary(received);
        http.Response.StatusCode = reply.Status;
        http.Response.ContentType = reply.ContentType;

        if (reply.Location is not null)
        {
            http.Response.Headers.Location = reply.Location;
        }

        if (reply.RetryAfter is not null)
        {
            http.Response.Headers.RetryAfter = reply.RetryAfter;
        }

        await http.Response.WriteAsync(reply.Body, http.RequestAborted);
    }

    // Read once for itself: signatures are over the bytes as they came.
    private static async Task<byte[]> BodyAsync(HttpRequest request)
    {
        request.EnableBuffering();
        using var copy = new MemoryStream();
        await request.Body.CopyToAsync(copy, request.HttpContext.RequestAborted);
        request.Body.Position = 0;
        return copy.ToArray();
    }
}

/// <summary>One request as it came in: query and form fields together.</summary>
internal sealed record Received(
    DateTimeOffset At, string Method, string Path, IReadOnlyDictionary<string, string> Fields)
{
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The bytes as they came.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>False for the check that the address answers, which carries no variables of a call.</summary>
    public bool IsCall => Fields.ContainsKey("phone_number");

    /// <summary>The field's value, or nothing when it was not sent.</summary>
    public string this[string field] => Fields.GetValueOrDefault(field, "");
}

/// <summary>What the server answers.</summary>
internal sealed record Reply(
    int Status, string Body = "", string ContentType = "text/plain", string? Location = null, string? RetryAfter = null)
{
    public const string VoiceXml = """
        <?xml version="1.0" encoding="UTF-8"?>
        <vxml version="2.1" xmlns="http://www.w3.org/2001/vxml"><form><block><prompt>Good morning.</prompt></block></form></vxml>
        """;

    public static Reply Ordinary(Received request) =>
        request.Path == "/start.php" ? new Reply(200, VoiceXml, "application/voicexml+xml") : new Reply(200, "ok");
}
