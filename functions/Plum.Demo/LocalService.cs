using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Plum.Standalone.Clock;
using Plum.Standalone.Host;

namespace Plum.Demo;

/// <summary>
/// The service in this process: a free port, a folder for once, and a virtual clock that stands until told.
/// </summary>
internal sealed class LocalService : IAsyncDisposable
{
    public const string Token = "3cbde128-32b6-47aa-9e62-6353f8b06812";

    private readonly IHost _host;
    private readonly string _folder;

    private LocalService(IHost host, string folder)
    {
        _host = host;
        _folder = folder;
        Clock = (VirtualClock)host.Services.GetRequiredService<TimeProvider>();
    }

    public string Address =>
        _host.Services.GetRequiredService<IServer>()
            .Features.GetRequiredFeature<IServerAddressesFeature>()
            .Addresses.Single();

    public VirtualClock Clock { get; }

    public static async Task<LocalService> StartAsync(DateTimeOffset clockStart)
    {
        var folder = Directory.CreateTempSubdirectory("plum-demo-").FullName;
        var host = StandaloneBuilder.Create(
        [
            "--environment=Development",
            "--urls=http://127.0.0.1:0",
            $"--data={folder}",
            $"--AzureWebJobsStorage=Sqlite={Path.Combine(folder, "plum.db")}",
            $"--virtual-clock={clockStart:O}",
            $"--Plum:Development:Token={Token}",
            "--Plum:Outbound:AllowPrivateNetworks=true",
            "--Logging:LogLevel:Default=Warning",
        ]).Build();
        var service = new LocalService(host, folder);
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
}
