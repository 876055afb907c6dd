using System.Net;
using System.Net.Sockets;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Console;

/// <summary>
/// A customer's day at the console in Chromium, against the binary that <c>./run</c> starts, on the virtual clock: from
/// the first wrong PIN to a session that ends, a service that goes away and comes back in between.
/// </summary>
public sealed class ConsoleStoryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("plum-story-").FullName;

    [Fact]
    public async Task Day_GoesAsItShould()
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}/");
        string[] arguments =
        [
            "--environment=Development", $"--urls={address.GetLeftPart(UriPartial.Authority)}", $"--data={_folder}",
            $"--AzureWebJobsStorage=Sqlite={Path.Combine(_folder, "plum.db")}",
            "--virtual-clock=2026-11-23T08:58:00-05:00",
            $"--Plum:Development:Token={PlumServer.Token}", "--Plum:Development:Account=demo",
            "--Plum:Development:Login=demo", "--Plum:Development:Pin=1234",
            "--Plum:Outbound:AllowPrivateNetworks=true", "--Logging:LogLevel:Default=Error",
        ];

        var troubles = await ConsoleBrowser.RunAsync("console-story.cjs", new
        {
            url = address,
            chromium = Tool.Chromium.Path,
            folder = _folder,
            dll = Path.Combine(AppContext.BaseDirectory, "Plum.Standalone.dll"),
            arguments,
        });

        Assert.Empty(troubles);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
