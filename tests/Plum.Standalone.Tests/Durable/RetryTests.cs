using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Xunit;

namespace Plum.Standalone.Tests.Durable;

public sealed class RetryTests : SqliteTests
{
    [Fact]
    public async Task Activity_IsTriedAgain_AfterGrowingWaits()
    {
        await using var host = await Bench.StartAsync(typeof(Unsteady));

        await host.StartAsync(nameof(Unsteady.Persist), 4);
        await Bench.Clock.AdvanceToAsync(DurableBench.Start.AddHours(1));

        Assert.Equal("done by attempt 4", await host.ResultAsync<string>());
        Assert.Equal(["13:00:00", "13:00:10", "13:00:30", "13:01:10"], Bench.Journal.Lines);
    }

    [Fact]
    public async Task Activity_FailsForGood_AfterTheLastAttempt()
    {
        await using var host = await Bench.StartAsync(typeof(Unsteady));

        await host.StartAsync(nameof(Unsteady.Persist), 99);
        await Bench.Clock.AdvanceToAsync(DurableBench.Start.AddHours(1));

        var end = await host.EndAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Equal(typeof(TaskFailedException).FullName, end.FailureDetails!.ErrorType);
        Assert.Equal(
            "Task 'Stumble' (#8) failed with an unhandled exception: attempt 5", end.FailureDetails.ErrorMessage);
        Assert.Equal(5, Bench.Journal.Lines.Count);
    }

    [Fact]
    public async Task Activity_IsNotTriedAgain_WhenItsFailureIsNotToBeHandled()
    {
        await using var host = await Bench.StartAsync(typeof(Unsteady));

        await host.StartAsync(nameof(Unsteady.Catch));
        await Bench.Clock.AdvanceToAsync(DurableBench.Start.AddHours(1));

        Assert.Equal("InvalidOperationException: attempt 1 of Stumble", await host.ResultAsync<string>());
        Assert.Single(Bench.Journal.Lines);
    }

    [Fact]
    public async Task RetryHandler_Decides()
    {
        await using var host = await Bench.StartAsync(typeof(Unsteady));

        await host.StartAsync(nameof(Unsteady.AskEachTime));

        Assert.Equal("done by attempt 3", await host.ResultAsync<string>());
    }

    [Fact]
    public async Task UnknownActivity_FailsWithItsName()
    {
        await using var host = await Bench.StartAsync(typeof(Unsteady));

        await host.StartAsync(nameof(Unsteady.CallNobody));

        Assert.Contains(
            "'Nobody' doesn't exist", (await host.EndAsync()).FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Result_TooLargeToKeep_FailsTheActivity()
    {
        await using var host = await Bench.StartAsync(typeof(Unsteady));

        await host.StartAsync(nameof(Unsteady.AskForMuch));

        Assert.Contains(
            "The result of activity 'TooMuch' is 300002 bytes",
            (await host.EndAsync()).FailureDetails!.ErrorMessage,
            StringComparison.Ordinal);
    }

    public sealed class Unsteady(Journal journal, TimeProvider time)
    {
        [Function(nameof(Persist))]
        public static Task<string> Persist([OrchestrationTrigger] TaskOrchestrationContext context, int succeedsAt) =>
            context.CallActivityAsync<string>(
                nameof(Stumble),
                succeedsAt,
                TaskOptions.FromRetryPolicy(new RetryPolicy(5, TimeSpan.FromSeconds(10), 2)));

        [Function(nameof(Catch))]
        public static async Task<string> Catch([OrchestrationTrigger] TaskOrchestrationContext context)
        {
            try
            {
                var policy = new RetryPolicy(
                    5, TimeSpan.FromSeconds(1))
                { HandleFailure = failure => failure.IsCausedBy<ArgumentException>() };
                return await context.CallActivityAsync<string>(nameof(Stumble), 2, new TaskOptions(policy));
            }
            catch (TaskFailedException e) when (e.FailureDetails.IsCausedBy<SystemException>())
            {
                return $"{e.FailureDetails.ErrorType.Split('.')[^1]}: {e.FailureDetails.ErrorMessage} of {e.TaskName}";
            }
        }

        [Function(nameof(AskEachTime))]
        public static Task<string> AskEachTime([OrchestrationTrigger] TaskOrchestrationContext context) =>
            context.CallActivityAsync<string>(
                nameof(Stumble), 3, TaskOptions.FromRetryHandler(retry => retry.LastAttemptNumber < 3));

#pragma warning disable DURABLE2003 // there is none, which is the point
        [Function(nameof(CallNobody))]
        public static Task CallNobody([OrchestrationTrigger] TaskOrchestrationContext context) =>
            context.CallActivityAsync("Nobody");
#pragma warning restore DURABLE2003

        [Function(nameof(AskForMuch))]
        public static Task AskForMuch([OrchestrationTrigger] TaskOrchestrationContext context) =>
            context.CallActivityAsync<string>(nameof(TooMuch));

        [Function(nameof(TooMuch))]
        public static string TooMuch([ActivityTrigger] string? nothing) => nothing + new string('x', 300_000);

        [Function(nameof(Stumble))]
        public string Stumble([ActivityTrigger] int succeedsAt)
        {
            journal.Note(time.GetUtcNow().ToString("HH:mm:ss", null));
            var attempt = journal.Lines.Count;
            return attempt >= succeedsAt
                ? $"done by attempt {attempt}"
                : throw new InvalidOperationException($"attempt {attempt}");
        }
    }
}
