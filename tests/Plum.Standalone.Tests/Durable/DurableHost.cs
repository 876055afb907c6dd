using System.Collections.Concurrent;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Plum.Standalone.Clock;
using Plum.Standalone.Durable;
using Plum.Standalone.Host;
using Plum.Standalone.Triggers;
using Xunit;

namespace Plum.Standalone.Tests.Durable;

/// <summary>The engine on a virtual clock, with a few functions, as the app's host sets it up.</summary>
internal sealed class DurableHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private DurableHost(ServiceProvider services) => _services = services;

    public DurableEngine Engine => _services.GetRequiredService<DurableEngine>();

    public DurableTaskClient Client => _services.GetRequiredService<DurableTaskClient>();

    public static async Task<DurableHost> StartAsync(DurableBench bench, params Type[] functions)
    {
        var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(bench.Tables)
            // never asked: there is no other process
            .AddSingleton(new QueueServiceClient("UseDevelopmentStorage=true"))
            .AddSingleton(p => ActivatorUtilities.CreateInstance<Leadership>(p, true))
            .AddSingleton(bench.Time ?? bench.Clock)
            .AddSingleton(FunctionCatalog.Of(functions))
            .AddSingleton(bench.Journal)
            .AddSingleton(new InstanceStore(bench.Tables, bench.Table) { Boundary = bench.Boundary })
            .AddStandaloneDurable();
        var host = new DurableHost(services.BuildServiceProvider());
        await host.Engine.StartAsync(TestContext.Current.CancellationToken);
        return host;
    }

    public async Task<string> StartAsync(string orchestrator, object? input = null, string id = "one")
    {
        return await Client.ScheduleNewOrchestrationInstanceAsync(
            orchestrator, input, new StartOrchestrationOptions(id));
    }

    /// <summary>Waits for the end, letting time pass as it must.</summary>
    public async Task<OrchestrationMetadata> EndAsync(string id = "one")
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System);
        while (await Client.GetInstanceAsync(id, getInputsAndOutputs: true) is not { IsCompleted: true })
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, patience.Token);
        }

        return (await Client.GetInstanceAsync(id, getInputsAndOutputs: true))!;
    }

    public async Task<T?> ResultAsync<T>(string id = "one")
    {
        var end = await EndAsync(id);
        Assert.True(
            end.RuntimeStatus == OrchestrationRuntimeStatus.Completed, $"{end.RuntimeStatus}: {end.FailureDetails}");
        return end.ReadOutputAs<T>();
    }

    /// <summary>Stops it as its host would.</summary>
    public async Task StopAsync(CancellationToken hurry = default)
    {
        await Engine.StoppingAsync(hurry);
        await Engine.StopAsync(hurry);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _services.DisposeAsync();
    }
}

/// <summary>What outlives a host: the storage, the clock, and what the functions noted.</summary>
internal sealed class DurableBench(TableServiceClient tables, string table = InstanceStore.TableName)
{
    public static DateTimeOffset Start { get; } = new(2022, 1, 3, 13, 0, 0, TimeSpan.Zero);

    public TableServiceClient Tables => tables;

    public string Table => table;

    public VirtualClock Clock { get; } = new(Start);

    /// <summary>In place of the virtual clock.</summary>
    public TimeProvider? Time { get; set; }

    public Journal Journal { get; } = new();

    public Action<string>? Boundary { get; set; }

    public Task<DurableHost> StartAsync(params Type[] functions) => DurableHost.StartAsync(this, functions);
}

/// <summary>What functions note while they run, in order.</summary>
public sealed class Journal
{
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly ConcurrentDictionary<(string Line, int Times), TaskCompletionSource> _awaited = new();

    public IReadOnlyCollection<string> Lines => _lines;

    /// <summary>Told of each line, one at a time.</summary>
    public Action<string>? Noted { get; set; }

    public void Note(string line)
    {
        lock (_lines)
        {
            _lines.Enqueue(line);
            Noted?.Invoke(line);
            Awaited(line, Count(line)).TrySetResult();
        }
    }

    /// <summary>Completes when the line has been noted so many times.</summary>
    public Task UntilAsync(string line, int times = 1) =>
        Awaited(line, times).Task.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System);

    public int Count(string line) => _lines.Count(noted => noted == line);

    private TaskCompletionSource Awaited(string line, int times) =>
        _awaited.GetOrAdd(
            (line, times), _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
