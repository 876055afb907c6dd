using System.Collections.Concurrent;
using Azure;
using Azure.Data.Tables;
using Plum.Core.Calls;
using Plum.Core.Campaigns;
using Plum.Functions.Shared;

namespace Plum.Functions.Calls;

/// <summary>
/// Takes in calls that are queued one by one. Those that arrive while a transaction is under way share the next one.
/// </summary>
/// <remarks>
/// A call waits as a row under its due instant, whether that is now or in a year: waiting costs nothing, and the
/// planner reads only the head of the queue.
/// </remarks>
public sealed class CallIntake(IntakeTable table, CallIds ids, CampaignControl control, TimeProvider time)
{
    /// <summary>
    /// Two rows a call, the row that counts them and the row by which their ids are found fit into a transaction.
    /// </summary>
    private const int MaxTogether = 49;

    private readonly ConcurrentDictionary<CampaignKey, Lane> _lanes = new();

    /// <summary>Queues a call. When this returns it is on disk.</summary>
    /// <returns>Its call id.</returns>
    public async Task<int> AcceptAsync(CampaignKey key, SingleCall call)
    {
        var arrival = new Arrival(call);
        var lane = _lanes.GetOrAdd(key, _ => new());
        lane.Arrivals.Enqueue(arrival);
        await lane.Turn.WaitAsync();
        try
        {
            // More may have come before this one than one transaction takes.
            while (!arrival.CallId.Task.IsCompleted)
            {
                await CommitAsync(key, lane);
            }
        }
        finally
        {
            lane.Turn.Release();
        }

        var callId = await arrival.CallId.Task;
        await control.ChangedSoonAsync(key);
        return callId;
    }

    /// <summary>Queues a call once: asked again for the same batch, it answers with the same call id.</summary>
    public async Task<int> AcceptOnceAsync(CampaignKey key, SingleCall call, string batchId, CancellationToken ct)
    {
        var due = call.Scheduled.ToUnixTimeTicks();
        var callId = await ids.TakeFromBlockAsync(1, ct);
        var accepted = await table.AppendAsync(
            key, first => new(first, 1, callId, null, Alone: call), batchId, ct, first => new(first, due, 1));
        await control.ChangedSoonAsync(key);
        return accepted;
    }

    private async Task CommitAsync(CampaignKey key, Lane lane)
    {
        var together = new List<Arrival>();
        while (together.Count < MaxTogether && lane.Arrivals.TryDequeue(out var arrival))
        {
            together.Add(arrival);
        }

        try
        {
            var firstCallId = await ids.TakeFromBlockAsync(together.Count, CancellationToken.None);
            await time.RetryOnConflictAsync(
                () => TryAppendAsync(key, lane, together, firstCallId), CancellationToken.None);
            for (var i = 0; i < together.Count; i++)
            {
                together[i].CallId.SetResult(firstCallId + i);
            }
        }
        catch (Exception e)
        {
            lane.Known = null;
            together.ForEach(arrival => arrival.CallId.SetException(e));
        }
    }

    private async Task<bool> TryAppendAsync(CampaignKey key, Lane lane, List<Arrival> together, int firstCallId)
    {
        var read = lane.Known ?? await table.ReadAsync(key, CancellationToken.None);
        var first = read.Intake.Accepted;
        var rows = together.SelectMany((arrival, i) => Rows(key, arrival, first + i, firstCallId + i));
        lane.Known = null;
        try
        {
            lane.Known = await table.TryAcceptAsync(
                key, read, together.Count, firstCallId, rows, CancellationToken.None);
        }
        catch (RequestFailedException)
        {
            if (!await StandsAsync(key, first, firstCallId))
            {
                throw;
            }

            return true;
        }

        return lane.Known is not null || await StandsAsync(key, first, firstCallId);
    }

    // Refused or failed, a transaction may stand all the same: storage's answer was lost on its way.
    private async Task<bool> StandsAsync(CampaignKey key, long first, int firstCallId) =>
        await table.CallIdAtAsync(key, first, CancellationToken.None) == firstCallId;

    private static IEnumerable<TableTransactionAction> Rows(
        CampaignKey key, Arrival arrival, long position, int callId) =>
    [
        new(TableTransactionActionType.Add, new CallBatch(position, 1, callId, null, Alone: arrival.Call).Write(key)),
        IntakeTable.Due(key, new(position, arrival.Call.Scheduled.ToUnixTimeTicks(), 1)),
    ];

    private sealed record Arrival(SingleCall Call)
    {
        public TaskCompletionSource<int> CallId { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>The arrivals of one campaign, and what this process knows of its intake.</summary>
    private sealed class Lane
    {
        public ConcurrentQueue<Arrival> Arrivals { get; } = new();

        public SemaphoreSlim Turn { get; } = new(1);

        public StoredIntake? Known { get; set; }
    }
}
