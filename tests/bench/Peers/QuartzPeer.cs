using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Quartz;

namespace Plum.Bench.Peers;

/// <summary>Quartz.NET with its store on SQLite, a hundred jobs at once and a hundred triggers a batch.</summary>
internal sealed class QuartzPeer : IAsyncDisposable
{
    private const int Together = 100;
    private const int Bulk = 1_000;

    private readonly DirectoryInfo _folder;
    private readonly IScheduler _scheduler;

    private QuartzPeer(IScheduler scheduler, DirectoryInfo folder) => (_scheduler, _folder) = (scheduler, folder);

    public static async Task<QuartzPeer> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("plum-bench-quartz-");
        var scheduler = await QuartzSchedulerBuilder.Create(quartz =>
        {
            quartz.ConfigureScheduler(options => options.MaxBatchSize = Together);
            quartz.UseDefaultThreadPool(Together);
            quartz.UsePersistentStore(store =>
            {
                store.UseSqlite($"Data Source={Path.Combine(folder.FullName, "quartz.db")};Pooling=False");
                store.ProvisionSchema();
            });
        }).BuildScheduler();
        return new(scheduler, folder);
    }

    /// <summary>Stores so many jobs that are to run at once, in bulks.</summary>
    public async Task<TimeSpan> AcceptAsync(int jobs)
    {
        var clock = Stopwatch.StartNew();
        foreach (var bulk in Enumerable.Range(0, jobs).Chunk(Bulk))
        {
            await _scheduler.ScheduleJobs(bulk.ToDictionary(
                Job, IReadOnlyCollection<ITrigger> (_) => [TriggerBuilder.Create().StartNow().Build()]));
        }

        return clock.Elapsed;
    }

    /// <summary>Runs so many jobs that were stored before.</summary>
    public async Task<TimeSpan> DrainAsync(int jobs)
    {
        var clock = Stopwatch.StartNew();
        await RunAsync(jobs);
        return clock.Elapsed;
    }

    /// <summary>One trigger that repeats.</summary>
    /// <returns>When it fired, in milliseconds after the instants it was to fire at.</returns>
    public async Task<double[]> PaceAsync(int times, TimeSpan interval)
    {
        var first = TimeProvider.System.GetUtcNow().AddSeconds(2);
        var trigger = TriggerBuilder.Create().StartAt(first)
            .WithSimpleSchedule(each => each.WithInterval(interval).WithRepeatCount(times - 1)).Build();
        await _scheduler.ScheduleJob(Job(0), trigger);
        var starts = await RunAsync(times);
        return [.. starts.Select((at, i) => (at - first).TotalMilliseconds - (i * interval.TotalMilliseconds))];
    }

    public async ValueTask DisposeAsync()
    {
        await _scheduler.Shutdown(waitForJobsToComplete: true);
        _folder.Delete(recursive: true);
    }

    private async Task<DateTimeOffset[]> RunAsync(int jobs)
    {
        var (starts, over) = (NoOp.Starts = [], NoOp.Over = new(TaskCreationOptions.RunContinuationsAsynchronously));
        NoOp.Left = jobs;
        await _scheduler.Start();
        await over.Task;
        return [.. starts];
    }

    private static IJobDetail Job(int number) => JobBuilder.Create<NoOp>()
        .UsingJobData("phone_number", Text($"tel:+1{2_120_000_000L + number};ani=7778889999"))
        .UsingJobData("reference", Text($"ref{number}"))
        .Build();

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>Quartz makes it; one scheduler runs at a time.</summary>
    private sealed class NoOp : IJob
    {
        private static int _left;

        public static ConcurrentQueue<DateTimeOffset> Starts { get; set; } = [];

        public static TaskCompletionSource Over { get; set; } = new();

        public static int Left
        {
            set => _left = value;
        }

        public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
        {
            Starts.Enqueue(TimeProvider.System.GetUtcNow());
            if (Interlocked.Decrement(ref _left) == 0)
            {
                Over.TrySetResult();
            }

            return default;
        }
    }
}
