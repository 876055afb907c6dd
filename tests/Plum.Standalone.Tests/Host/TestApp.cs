using Azure.Storage.Queues;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Plum.Standalone.Clock;
using Plum.Standalone.Host;
using Plum.Standalone.Triggers;

namespace Plum.Standalone.Tests.Host;

/// <summary>
/// An app of a few function classes, on a free port, in a folder of its own and, unless told otherwise, in virtual
/// time.
/// </summary>
internal sealed class TestApp : IAsyncDisposable
{
    public static readonly DateTimeOffset Noon = new(2022, 1, 3, 12, 0, 0, TimeSpan.Zero);

    private readonly DirectoryInfo _folder;
    private readonly StandaloneHost _host;

    private TestApp(DirectoryInfo folder, StandaloneHost host)
    {
        _folder = folder;
        _host = host;
        var features = host.Services.GetRequiredService<IServer>().Features;
        Client = new() { BaseAddress = new(features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single()) };
    }

    public HttpClient Client { get; }

    public IServiceProvider Services => _host.Services;

    public VirtualClock Clock => (VirtualClock)Services.GetRequiredService<TimeProvider>();

    public Notes Notes => Services.GetRequiredService<Notes>();

    public static Task<TestApp> StartAsync(params Type[] functions) => StartAsync([], functions);

    public static async Task<TestApp> StartAsync(string[] args, params Type[] functions)
    {
        var folder = Directory.CreateTempSubdirectory("standalone-");
        var host = Build([$"--data={folder.FullName}", $"--virtual-clock={Noon:O}", .. args], functions);
        if (host.Services.GetRequiredService<TimeProvider>() is VirtualClock clock)
        {
            clock.Limit = Noon;
        }

        await host.StartAsync();
        return new(folder, host);
    }

    /// <summary>A host that has not been started.</summary>
    public static StandaloneHost Build(string[] args, params Type[] functions)
    {
        string[] all =
            ["--urls=http://127.0.0.1:0", "--AzureFunctionsJobHost:extensions:queues:messageEncoding=none", .. args];
        var builder = StandaloneBuilder.Create(all, FunctionCatalog.Of(functions), _ => { });
        builder.Services.AddSingleton<Notes>();
        builder.Logging.ClearProviders();
        return builder.Build();
    }

    public async Task<QueueClient> QueueAsync(string name)
    {
        var queue = Services.GetRequiredService<QueueServiceClient>().GetQueueClient(name);
        await queue.CreateIfNotExistsAsync();
        return queue;
    }

    public Task StopAsync() => _host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await StopAsync();
        await _host.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}

/// <summary>What functions did, in order, for a test to look at; and what a test makes them do.</summary>
internal sealed class Notes
{
    private readonly Lock _gate = new();
    private readonly List<string> _entries = [];

    public IReadOnlyList<string> Entries
    {
        get
        {
            lock (_gate)
            {
                return [.. _entries];
            }
        }
    }

    /// <summary>Called by functions that let the test decide what happens next.</summary>
    public Func<string, Task> Act { get; set; } = _ => Task.CompletedTask;

    public CancellationToken Cancellation { get; set; }

    public void Add(string entry)
    {
        lock (_gate)
        {
            _entries.Add(entry);
        }
    }
}
