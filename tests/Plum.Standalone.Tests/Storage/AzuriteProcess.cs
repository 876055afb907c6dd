using System.ComponentModel;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Plum.Standalone.Tests.Storage;

/// <summary>Azurite from tests/node_modules on free loopback ports, in memory.</summary>
public sealed partial class AzuriteProcess : IAsyncDisposable
{
    private const string Account = "devstoreaccount1";
    private const string Key =
        "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    // So that it never outlives its test, however that ends.
    private const string EndWithStandardInput =
        "process.stdin.on('end', () => process.exit(0)).resume(); require(process.argv[1])";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Dictionary<string, string> _addresses = [];
    private readonly Process _process;

    private AzuriteProcess(Process process) => _process = process;

    public string ConnectionString =>
        $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};"
        + $"BlobEndpoint={_addresses["Blob"]}/{Account};TableEndpoint={_addresses["Table"]}/{Account};QueueEndpoint={_addresses["Queue"]}/{Account}";

    public Uri Endpoint(string service) => new($"{_addresses[service]}/{Account}");

    /// <summary>Starts it; null where node or the npm packages are missing.</summary>
    /// <param name="options">More of Azurite's own, such as <c>--oauth basic</c>.</param>
    public static async Task<AzuriteProcess?> TryStartAsync(params string[] options)
    {
        if (Find("node_modules/azurite/dist/src/azurite.js") is not { } azurite)
        {
            return null;
        }

        var process =
            TryStart(["--eval", EndWithStandardInput, azurite, "--inMemoryPersistence", "--disableTelemetry", "--skipApiVersionCheck",
            "--silent", "--blobPort", "0", "--queuePort", "0", "--tablePort", "0", .. options]);
        if (process is null)
        {
            return null;
        }

        var started = new AzuriteProcess(process);
        await started.ListenAsync();
        return started;
    }

    /// <summary>Ends it at once: whoever uses it finds nobody there.</summary>
    public Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        return _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    private async Task ListenAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        while (_addresses.Count < 3)
        {
            var line = await _process.StandardOutput.ReadLineAsync(patience.Token)
                ?? throw new InvalidOperationException(
                    "Azurite ended: " + await _process.StandardError.ReadToEndAsync(patience.Token));
            if (Listening().Match(line) is { Success: true } match)
            {
                _addresses[match.Groups["service"].Value] = match.Groups["address"].Value;
            }
        }

        // Nobody reads on, and a full pipe would stop Azurite.
        _ = _process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
        _ = _process.StandardError.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
    }

    private static Process? TryStart(string[] arguments)
    {
        var start = new ProcessStartInfo("node", arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        try
        {
            return Process.Start(start);
        }
        catch (Win32Exception)
        {
            return null; // no node
        }
    }

    // The tests run from bin folders below tests/.
    private static string? Find(string path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (Path.Combine(folder.FullName, path) is var file && File.Exists(file))
            {
                return file;
            }
        }

        return null;
    }

    [GeneratedRegex("Azurite (?<service>Blob|Queue|Table) service is successfully listening at (?<address>.*)")]
    private static partial Regex Listening();
}
