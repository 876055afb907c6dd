using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Plum.Functions;
using Plum.Standalone.Host;

namespace Plum.Demo;

/// <summary>The service in this process: a free port, a folder for once, and a virtual clock that stands until told.</summary>
internal sealed class LocalService : IAsyncDisposable
{
    public const string Token = "3cbde128-32b6-47aa-9e62-6353f8b06812";

    private readonly IHost _host;
    private readonly string _folder;

    private LocalService(IHost host, string folder, string address)
    {
        _host = host;
        _folder = folder;
        Address = address;
        Clock = (VirtualClock)host.Services.GetRequiredService<TimeProvider>();
    }

    public string Address { get; }

    public VirtualClock Clock { get; }

    public static async Task<LocalService> StartAsync(DateTimeOffset clockStart)
    {
        var folder = Directory.CreateTempSubdirectory("plum-demo-").FullName;
        var address = $"http://127.0.0.1:{FreePort()}";
        var host = PlumApp.CreateBuilder(
        [
            $"--urls={address}",
            $"--data={folder}",
            $"--AzureWebJobsStorage=Sqlite={Path.Combine(folder, "plum.db")}",
            $"--virtual-clock={clockStart:O}",
            $"--Plum:Development:Token={Token}",
            "--Plum:Outbound:AllowPrivateNetworks=true",
            "--Logging:LogLevel:Default=Warning",
        ]).Build();
        var service = new LocalService(host, folder, address);
        service.Clock.Limit = clockStart;
        await host.StartAsync();
        return service;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
