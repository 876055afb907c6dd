using System.Diagnostics;
using Azure;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using Plum.Standalone.Tests.Storage;

namespace Plum.Bench.Peers;

/// <summary>What dialing asks of storage, without the service: for each run a message, a claim and a record.</summary>
internal static class RawAzurite
{
    /// <summary>As many calls as the service claims together.</summary>
    public const int Run = 96;

    /// <summary>A message is sent, received and deleted; a run is claimed and recorded.</summary>
    private const int Known = 5;

    private const int Together = 8;

    /// <param name="operations">As many as the service needed for a call; what runs do not explain are reads.</param>
    /// <param name="bytes">The text of a call's row.</param>
    public static async Task<TimeSpan> DialAsync(int calls, double operations, int bytes)
    {
        await using var azurite = (await AzuriteProcess.TryStartAsync())!;
        var table = new TableClient(azurite.ConnectionString, "calls");
        var queue = new QueueClient(azurite.ConnectionString, "dials");
        await table.CreateAsync();
        await queue.CreateAsync();
        var reads = (int)Math.Max(0, Math.Round((operations * Run) - Known));
        var text = new string('x', bytes / 2);
        await DialAsync(table, queue, -1, 0, text); // what has to be compiled and connected
        var clock = Stopwatch.StartNew();
        var together = new ParallelOptions { MaxDegreeOfParallelism = Together };
        await Parallel.ForAsync(
            0, calls / Run, together, async (run, _) => await DialAsync(table, queue, run, reads, text));
        return clock.Elapsed;
    }

    private static async Task DialAsync(TableClient table, QueueClient queue, int run, int reads, string text)
    {
        await queue.SendMessageAsync(text);
        var message = (await queue.ReceiveMessageAsync()).Value;
        await table.SubmitTransactionAsync(Rows(run, "claim", text).Select(
            row => new TableTransactionAction(TableTransactionActionType.Add, row)));
        for (var i = 0; i < reads; i++)
        {
            await table.GetEntityAsync<TableEntity>("campaign", $"{run}|run");
        }

        await table.SubmitTransactionAsync(Rows(run, "record", text).Select(
            row => new TableTransactionAction(TableTransactionActionType.UpdateMerge, row, ETag.All)));
        await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
    }

    // Half of a call's text comes with the claim, half with the record.
    private static IEnumerable<TableEntity> Rows(int run, string property, string text) =>
        Enumerable.Range(0, Run).Select(i => $"{run}|{i}").Append($"{run}|run")
            .Select(row => new TableEntity("campaign", row) { [property] = text });
}
