using System.Diagnostics;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Plum.Standalone.Tests.Storage;
using Xunit;

namespace Plum.Standalone.Tests.Durable;

/// <summary>Alone, because the heap is everybody's.</summary>
[CollectionDefinition(nameof(CostTests), DisableParallelization = true)]
public sealed class AloneForItsCost;

/// <summary>What orchestrations cost: storage operations a beat, and what a thousand sleeping ones take.</summary>
[Collection(nameof(CostTests))]
public sealed class CostTests(ITestOutputHelper output) : IDisposable
{
    private readonly SqliteFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false, 2)]
    [InlineData(true, 3)] // the event itself is stored before its sender goes on
    public async Task Beat_OfActivityWaitAndContinueAsNew_TakesFewStorageOperations(bool wokenByEvent, int perBeat)
    {
        var bench = Bench("Beats" + wokenByEvent);
        await using var host = await bench.StartAsync(typeof(Beats));
        await host.StartAsync(nameof(Beats.Beat), 1);
        await bench.Clock.WhenIdleAsync();
        using var operations = new Operations(bench.Table);

        for (var beat = 1; beat <= 50; beat++)
        {
            if (wokenByEvent)
            {
                await host.Client.RaiseEventAsync("one", "changed");
                await bench.Clock.WhenIdleAsync();
            }
            else
            {
                await bench.Clock.AdvanceToAsync(DurableBench.Start.AddMinutes(beat));
            }
        }

        output.WriteLine(
            $"{operations.Seen.Count / 50.0} operations a beat: {string.Join(", ", operations.Seen.Distinct())}");
        Assert.Equal(50 * perBeat, operations.Seen.Count);
        Assert.Equal(51, bench.Journal.Lines.Count);
    }

    [Fact]
    public async Task ThousandSleepers_CostLittleMemory_AndGoOnAfterARestartByOneQuery()
    {
        var bench = Bench("Sleepers");
        var before = Heap();
        await using (var first = await bench.StartAsync(typeof(Beats)))
        {
            await Task.WhenAll(
                Enumerable.Range(0, 1000).Select(i => first.StartAsync(nameof(Beats.Beat), i, $"campaign-{i}")));
            await bench.Clock.WhenIdleAsync();
            var each = (Heap() - before) / 1000;
            output.WriteLine($"{each} bytes a sleeping orchestration");
            // less than none, where memory of earlier tests was freed meanwhile
            Assert.True(each < 10_000, $"{each} bytes");
        }

        using var operations = new Operations(bench.Table);
        var watch = Stopwatch.StartNew();
        await using var second = await bench.StartAsync(typeof(Beats));
        output.WriteLine($"loaded in {watch.ElapsedMilliseconds} ms: {string.Join(", ", operations.Seen)}");
        Assert.Equal(1000, second.Engine.LiveCount);
        Assert.InRange(operations.Seen.Count, 1, 4); // the table, and the pages of one query
        await bench.Clock.AdvanceToAsync(DurableBench.Start.AddMinutes(1));
        Assert.Equal(2000, bench.Journal.Lines.Count);
    }

    private static long Heap()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    // A table of its own: other tests count operations at the same time.
    private DurableBench Bench(string table)
    {
        var bench = _folder.NewBench(table);
        bench.Clock.Limit = DurableBench.Start;
        return bench;
    }

    public sealed class Beats(Journal journal)
    {
        [Function(nameof(Beat))]
        public static async Task Beat([OrchestrationTrigger] TaskOrchestrationContext context, int number)
        {
            await context.CallActivityAsync<int>(nameof(Plan), number);
            using var cancel = new CancellationTokenSource();
            var timer = context.CreateTimer(TimeSpan.FromMinutes(1), cancel.Token);
            var changed = context.WaitForExternalEvent<object>("changed", cancel.Token);
            await Task.WhenAny(timer, changed);
            cancel.Cancel();
            context.ContinueAsNew(number + 1);
        }

        [Function(nameof(Plan))]
        public int Plan([ActivityTrigger] int number)
        {
            journal.Note($"plan {number}");
            return number;
        }
    }
}
