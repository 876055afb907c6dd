using Azure.Data.Tables;
using Azure.Storage.Queues;
using Microsoft.Extensions.Hosting;
using Plum.Functions.Calls;
using Plum.Functions.Calls.Outcomes;
using Plum.Functions.Calls.Results;

namespace Plum.Functions.Shared;

/// <summary>
/// Creates every table and queue at start: a queue trigger creates neither the queue that it reads nor the one where it
/// sets messages aside, and looks for both.
/// </summary>
public sealed class StorageSetup(TableServiceClient tables, QueueServiceClient queues) : IHostedLifecycleService
{
    public static IReadOnlyList<string> Tables { get; } =
        ["accounts", "tokens", "calls", "lists", "volume", "voicetrends"];

    public static IReadOnlyList<string> Queues { get; } =
    [
        DialCalls.Queue, CampaignControl.Queue, ResultQueue.Queue, ResultQueue.Poison, OutcomeQueue.Queue,
        .. PoisonedMessages.Queues,
    ];

    /// <summary>Before any trigger starts: a trigger on a queue that is not there fails.</summary>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        foreach (var table in Tables)
        {
            await tables.CreateTableIfNotExistsAsync(table, cancellationToken);
        }

        foreach (var queue in Queues)
        {
            await queues.GetQueueClient(queue).CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
