using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Plum.Standalone.Tests.Durable;

/// <summary>Orchestrators that test the engine's bounds, with activities that wait, sleep and note.</summary>
public sealed class Slow(Journal journal, TimeProvider time)
{
    private static int s_running;
    private static int s_most;

    public static TaskCompletionSource Gate { get; set; } = new();

    [Function(nameof(Many))]
    public static async Task<int> Many([OrchestrationTrigger] TaskOrchestrationContext context, int count)
    {
        var most = await Task.WhenAll(
            Enumerable.Range(0, count).Select(i => context.CallActivityAsync<int>(nameof(Sleep), i)));
        return most.Max();
    }

    [Function(nameof(AtGate))]
    public static async Task<string> AtGate([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var opened = await context.CallActivityAsync<string>(nameof(Wait));
        await context.CallActivityAsync(nameof(Note), "after the gate");
        return opened;
    }

    [Function(nameof(ThroughGate))]
    public static async Task<string> ThroughGate([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var opened = await context.CallActivityAsync<string>(nameof(WaitInAnyCase));
        await context.CallActivityAsync(nameof(Note), "after the gate");
        return opened;
    }

    [Function(nameof(CrowdAtGate))]
    public static async Task<int> CrowdAtGate([OrchestrationTrigger] TaskOrchestrationContext context, int count)
    {
        var opened = await Task.WhenAll(Enumerable.Range(0, count)
            .Select(_ => context.CallActivityAsync<string>(nameof(WaitInAnyCase))));
        return opened.Length;
    }

    [Function(nameof(CountTo))]
    public static async Task<int> CountTo([OrchestrationTrigger] TaskOrchestrationContext context, int last)
    {
        var sum = 0;
        for (var i = 1; i <= last; i++)
        {
            await context.CallActivityAsync(nameof(Note), i.ToString(null as IFormatProvider));
            await context.CreateTimer(TimeSpan.FromSeconds(1), CancellationToken.None);
            sum += i;
        }

        return sum;
    }

    [Function(nameof(Spin))]
    public static int Spin([OrchestrationTrigger] TaskOrchestrationContext context, int left)
    {
        if (left > 0)
        {
            context.ContinueAsNew(left - 1);
        }

        return left;
    }

    [Function(nameof(Hoard))]
    public static async Task Hoard([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        while (true)
        {
            await context.CallActivityAsync<string>(nameof(Much));
        }
    }

    [Function(nameof(FanOutTooMuch))]
    public static Task FanOutTooMuch([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Task.WhenAll(
            Enumerable.Range(0, 12).Select(_ => context.CallActivityAsync(nameof(Note), new string('x', 200_000))));

    [Function(nameof(AnswerInCircles))]
    public static Task<object> AnswerInCircles([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var circle = new List<object> { context.InstanceId };
        circle.Add(circle);
        return Task.FromResult<object>(circle);
    }

    [Function(nameof(Measure))]
    public static async Task<int> Measure([OrchestrationTrigger] TaskOrchestrationContext context, int events)
    {
        await context.CreateTimer(TimeSpan.FromMinutes(1), CancellationToken.None);
        var size = 0;
        for (var i = 0; i < events; i++)
        {
            size += (await context.WaitForExternalEvent<string>("large"))!.Length;
        }

        return size;
    }

    [Function(nameof(Much))]
    public static string Much([ActivityTrigger] string? nothing) => nothing + new string('x', 250_000);

    [Function(nameof(Note))]
    public void Note([ActivityTrigger] string line) => journal.Note(line);

    [Function(nameof(Wait))]
    public async Task<string> Wait([ActivityTrigger] string? nothing, CancellationToken ct)
    {
        journal.Note("at the gate" + nothing);
        await Gate.Task.WaitAsync(ct);
        return "opened";
    }

    [Function(nameof(WaitInAnyCase))]
    public Task<string> WaitInAnyCase([ActivityTrigger] string? nothing) => Wait(nothing, CancellationToken.None);

    [Function(nameof(Sleep))]
    public async Task<int> Sleep([ActivityTrigger] int number, CancellationToken ct)
    {
        var running = Interlocked.Increment(ref s_running);
        s_most = Math.Max(running, s_most);
        await Task.Delay(TimeSpan.FromSeconds(10 + number), time, ct);
        Interlocked.Decrement(ref s_running);
        return s_most;
    }
}
