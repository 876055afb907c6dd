using System.Text.Json;
using Xunit;

namespace Plum.Standalone.Tests.Durable;

/// <summary>An orchestration is ended between any two of its steps, and goes on as if nothing had happened.</summary>
public sealed class CrashTests(ITestOutputHelper output) : IDisposable
{
    private static readonly string[] Uninterrupted =
        ["a1", "b1", "c1", "go1", "fall1", "a2", "b2", "c2", "go2", "fall2"];

    private readonly List<SqliteFolder> _folders = [];

    public void Dispose() => _folders.ForEach(folder => folder.Dispose());

    [Fact]
    public async Task Orchestration_ComesToTheSameEnd_WhereverItWasCut()
    {
        var steps = 0;
        for (bool crashed = true; crashed; steps++)
        {
            var bench = NewBench();
            crashed = await AbandonAsync(bench, steps);
            await using var second = await bench.StartAsync(typeof(Journey));
            await CrashChild.ScheduleAsync(second);
            AssertSame((await second.ResultAsync<List<string>>())!, bench.Journal.Lines, $"cut at step {steps}");
        }

        output.WriteLine($"cut at each of {steps} steps");
        Assert.True(steps > 50);
    }

    [Fact]
    public async Task Orchestration_ComesToTheSameEnd_WhereverItWasCut_Twice()
    {
        for (var step = 3; step < 60; step += 11)
        {
            var bench = NewBench();
            await AbandonAsync(bench, step);
            await AbandonAsync(bench, step / 2);
            await using var third = await bench.StartAsync(typeof(Journey));
            await CrashChild.ScheduleAsync(third);
            AssertSame(
                (await third.ResultAsync<List<string>>())!, bench.Journal.Lines, $"cut at step {step} and {step / 2}");
        }
    }

    [Fact]
    public async Task ManyOrchestrations_ComeToTheSameEnd_WhenTheirProcessIsCutAgainAndAgain()
    {
        var bench = NewBench();
        string[] ids = [.. Enumerable.Range(0, 30).Select(i => $"journey-{i}")];
        foreach (var step in new[] { 40, 150, 7, 260, 90, 330, 61 })
        {
            await AbandonAsync(bench, step, ids);
        }

        await using var last = await bench.StartAsync(typeof(Journey));
        await CrashChild.ScheduleAsync(last, ids);
        foreach (var id in ids)
        {
            var runs = bench.Journal.Lines.Where(line => line.EndsWith(" " + id, StringComparison.Ordinal));
            AssertSame((await last.ResultAsync<List<string>>(id))!, runs, id);
        }
    }

    [Theory]
    [InlineData(1)] // after it was accepted
    [InlineData(9)]
    [InlineData(22)]
    [InlineData(31)]
    [InlineData(40)]
    [InlineData(49)]
    public async Task Orchestration_ComesToTheSameEnd_WhenItsProcessIsKilled(int step)
    {
        var folder = NewFolder();

        var (killed, _) = await CrashChild.StartAsync(folder.File, step);
        var (ended, result) = await CrashChild.StartAsync(folder.File, -1);

        Assert.NotEqual(0, killed);
        Assert.True(ended == 0, result);
        AssertSame(
            JsonSerializer.Deserialize<List<string>>(result)!,
            File.ReadAllLines(folder.File + ".journal"),
            $"killed at step {step}");
    }

    // The process is not there any more: nothing it would do next reaches the storage.
    private static async Task<bool> AbandonAsync(DurableBench bench, int step, params string[] ids)
    {
        var left = step;
        var crash = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        bench.Boundary = at =>
        {
            if (Interlocked.Decrement(ref left) < 0)
            {
                crash.TrySetResult();
                throw new IOException($"The process has ended {at}.");
            }
        };
        await using var host = await bench.StartAsync(typeof(Journey));
        bench.Boundary = null;
        var started = await Record.ExceptionAsync(() => CrashChild.ScheduleAsync(host, ids));
        Assert.True(started is null or IOException, $"{started}");
        await Task.WhenAny(crash.Task, Task.WhenAll(ids.DefaultIfEmpty("one").Select(host.EndAsync)));
        return crash.Task.IsCompleted;
    }

    private static void AssertSame(IReadOnlyList<string> log, IEnumerable<string> runs, string when)
    {
        Assert.True(log.Select(Journey.Place).SequenceEqual(Uninterrupted), $"{when}: {string.Join(", ", log)}");
        var byPlace = runs.Select(line => line.Split(' ')).ToLookup(run => run[0], run => (Run: run[1], Key: run[2]));
        foreach (var line in log.Where(line => line.Contains(' ', StringComparison.Ordinal)))
        {
            Assert.Contains(line.Split(' ')[1], byPlace[Journey.Place(line)].Select(run => run.Run));
        }

        // Run again or not, a step is given the same key each time.
        Assert.All(byPlace, place =>
            Assert.True(place.Select(run => run.Key).Distinct().Count() == 1, $"{when}: {place.Key} had several keys"));
    }

    private DurableBench NewBench() => NewFolder().NewBench();

    private SqliteFolder NewFolder()
    {
        var folder = new SqliteFolder();
        _folders.Add(folder);
        return folder;
    }
}
