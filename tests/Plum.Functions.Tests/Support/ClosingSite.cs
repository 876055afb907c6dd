using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Plum.Demo;

namespace Plum.Functions.Tests.Support;

/// <summary>
/// A customer's web server that closes each connection just as it is used again: its idle time ends at that moment.
/// </summary>
internal sealed class ClosingSite : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _over = new();
    private readonly ConcurrentQueue<string> _answered = new();
    private readonly ConcurrentQueue<string> _unanswered = new();
    private readonly Task _accepting;

    public ClosingSite()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Whether it breaks connections off (RST), as after a restart, instead of closing them.</summary>
    public bool Resets { get; init; }

    /// <summary>Whether it says goodbye with 408 (Request Timeout), as proxies do on idle connections.</summary>
    public bool SaysTimeout { get; init; }

    public Uri StartUrl => new($"http://{_listener.LocalEndpoint}/start.php");

    public Uri ResultUrl => new($"http://{_listener.LocalEndpoint}/result.php");

    /// <summary>The requests that were answered: first line and body.</summary>
    public IReadOnlyList<string> Answered => [.. _answered];

    /// <summary>The requests that came on a connection being closed.</summary>
    public IReadOnlyList<string> Unanswered => [.. _unanswered];

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _accepting; // first: who has just accepted one goes on to the next
        _listener.Stop();
        _over.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_over.Token));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var connection = client;
        try
        {
            var stream = connection.GetStream();
            var first = await ReadAsync(stream);
            _answered.Enqueue(first);
            await WriteAsync(
                stream, "200 OK", first.Contains(" /start.php", StringComparison.Ordinal) ? Reply.VoiceXml : "ok");

            _unanswered.Enqueue(await ReadAsync(stream));
            if (SaysTimeout)
            {
                await WriteAsync(stream, "408 Request Timeout", "");
            }
            else if (Resets)
            {
                connection.Client.LingerState = new LingerOption(enable: true, seconds: 0);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The other side has closed it.
        }
    }

    private async Task<string> ReadAsync(NetworkStream stream)
    {
        var text = "";
        var buffer = new byte[16 * 1024];
        while (!IsWhole(text))
        {
            var read = await stream.ReadAsync(buffer, _over.Token);
            text += read > 0 ? Encoding.Latin1.GetString(buffer, 0, read) : throw new EndOfStreamException();
        }

        return $"{text[..text.IndexOf(" HTTP/", StringComparison.Ordinal)]} {text[(HeadOf(text) + 4)..]}".TrimEnd();
    }

    private static bool IsWhole(string text) =>
        HeadOf(text) is var head && head >= 0 && text.Length - head - 4 >= LengthIn(text[..head]);

    private static int HeadOf(string text) => text.IndexOf("\r\n\r\n", StringComparison.Ordinal);

    private static int LengthIn(string head) => head.Split("\r\n")
        .Where(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
        .Select(line => int.Parse(line.AsSpan(line.IndexOf(':') + 1)))
        .FirstOrDefault();

    private async Task WriteAsync(NetworkStream stream, string status, string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var head = $"HTTP/1.1 {status}\r\nContent-Type: text/xml\r\nContent-Length: {bytes.Length}\r\n\r\n";
        await stream.WriteAsync((byte[])[.. Encoding.ASCII.GetBytes(head), .. bytes], _over.Token);
    }
}
