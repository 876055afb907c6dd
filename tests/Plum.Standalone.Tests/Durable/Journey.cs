using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Plum.Standalone.Tests.Durable;

/// <summary>
/// An orchestration with everything the app's have: activities one after another and at once, a retry, timers, events,
/// and ContinueAsNew. Every activity gives its place and the number of its run, so one can see which run's result was
/// taken.
/// </summary>
public sealed class Journey(Journal journal, DurableTaskClient client)
{
    private const int Legs = 2;

    public sealed record Stage(int Leg, IReadOnlyList<string> Log);

    public sealed record Order(string Place, string Instance, Guid Key);

    [Function(nameof(Travel))]
    public static async Task<IReadOnlyList<string>> Travel(
        [OrchestrationTrigger] TaskOrchestrationContext context, Stage stage)
    {
        List<string> log = [.. stage.Log];
        var leg = stage.Leg;
        log.Add(await Visit(context, $"a{leg}"));
        await context.CreateTimer(TimeSpan.FromMinutes(10), CancellationToken.None);
        log.AddRange(await Task.WhenAll(Visit(context, $"b{leg}"), Visit(context, $"c{leg}")));

        using var cancel = new CancellationTokenSource();
        var go = context.WaitForExternalEvent<string>($"go{leg}", cancel.Token);
        var tooLate = context.CreateTimer(TimeSpan.FromDays(1), cancel.Token);
        await context.CallActivityAsync(nameof(Call), new Order($"go{leg}", context.InstanceId, context.NewGuid()));
        log.Add(await Task.WhenAny(go, tooLate) == go ? $"{await go}" : "too late");
        cancel.Cancel();

        var retry = TaskOptions.FromRetryPolicy(new RetryPolicy(3, TimeSpan.FromSeconds(5)));
        try
        {
            await context.CallActivityAsync(
                nameof(Fall), new Order($"fall{leg}", context.InstanceId, context.NewGuid()), retry);
        }
        catch (TaskFailedException e)
        {
            log.Add(e.FailureDetails.ErrorMessage);
        }

        if (leg < Legs)
        {
            context.ContinueAsNew(new Stage(leg + 1, log));
        }

        return log;
    }

    /// <summary>A line of the log without the number of the run.</summary>
    public static string Place(string line) => line.Split(' ')[0];

    [Function(nameof(See))]
    public string See([ActivityTrigger] Order order) => Noted(order);

    [Function(nameof(Call))]
    public async Task Call([ActivityTrigger] Order order)
    {
        Noted(order);
        await client.RaiseEventAsync(order.Instance, order.Place, order.Place);
    }

    [Function(nameof(Fall))]
    public void Fall([ActivityTrigger] Order order) => throw new InvalidOperationException(Noted(order));

    private static Task<string> Visit(TaskOrchestrationContext context, string place) =>
        context.CallActivityAsync<string>(nameof(See), new Order(place, context.InstanceId, context.NewGuid()));

    private string Noted(Order order)
    {
        var line = $"{order.Place} {Guid.NewGuid():N}";
        journal.Note($"{line} {order.Key:N} {order.Instance}");
        return line;
    }
}
