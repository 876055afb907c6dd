using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Plum.Functions.Tests.Support;

/// <summary>
/// PHP's own web server with a script: a customer's start_url and result_url, which checks signatures as the customer
/// would.
/// </summary>
internal sealed class PhpSite : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _folder;

    private PhpSite(Process process, string folder, int port)
    {
        _process = process;
        _folder = folder;
        Address = $"http://127.0.0.1:{port}";
    }

    public string Address { get; }

    /// <summary>Everything received so far, in the order in which it came.</summary>
    public IReadOnlyList<PhpRequest> Requests =>
        [.. File
            .ReadLines(Received)
            .Select(line => JsonSerializer.Deserialize<PhpRequest>(line, JsonSerializerOptions.Web)!)];

    private string Received => Path.Combine(_folder, "received");

    /// <param name="key">The account's signing key, as text.</param>
    /// <param name="script">Another script than the customer's.</param>
    public static async Task<PhpSite> StartAsync(string key, string script = "receiver.php")
    {
        var (folder, port) = (Directory.CreateTempSubdirectory("plum-php-").FullName, FreePort());
        var received = Path.Combine(folder, "received");
        await File.WriteAllTextAsync(received, "");
        var start = new ProcessStartInfo(
            Tool.Php.Path, ["-S", $"127.0.0.1:{port}", Tool.Script(script)])
        { RedirectStandardError = true };
        start.Environment["RECEIVED"] = received;
        start.Environment["SIGNING_KEY"] = key;
        var process = Process.Start(start)!;

        // Its first line says that it listens, or why it does not.
        var line = await process.StandardError.ReadLineAsync() ?? "";
        _ = process.StandardError.BaseStream.CopyToAsync(Stream.Null);
        return line.Contains("started", StringComparison.Ordinal)
            ? new(process, folder, port)
            : throw new InvalidOperationException(line);
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>One request as PHP saw it.</summary>
/// <param name="Post">What $_POST held.</param>
/// <param name="Signed">Whether X-Plum-Signature is what the key makes of the delivery.</param>
internal sealed record PhpRequest(
    string Method, string Path, IReadOnlyDictionary<string, string> Post, string Delivery, bool Signed);
