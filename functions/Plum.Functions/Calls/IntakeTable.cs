using Azure;
using Azure.Data.Tables;
using Plum.Core.Calls;
using Plum.Core.Campaigns;
using Plum.Functions.Shared;

namespace Plum.Functions.Calls;

/// <summary>What campaigns accept. A row counts it, written in one transaction with what it counts.</summary>
/// <remarks>
/// No dialer and no planner writes that row, so that calls can be queued as fast as storage allows while others are
/// dialed.
/// </remarks>
public sealed class IntakeTable(TableServiceClient tables, TimeProvider time)
{
    private readonly TableClient _calls = tables.GetTableClient("calls");

    internal async Task<StoredIntake> ReadAsync(CampaignKey key, CancellationToken ct) =>
        await FindAsync(key, CallRows.Intake, ct) is { } row
            ? new(CallRows.ReadIntake(row), row.ETag)
            : new(Intake.None, null);

    /// <summary>Appends a batch, once: a batch of this id that is there already stays as it is.</summary>
    /// <param name="batch">Makes the batch for the position that its first call gets.</param>
    /// <param name="due">Attempts that its calls wait for by themselves, by the position of the first.</param>
    /// <returns>The first call id of the batch with this id.</returns>
    public async Task<int> AppendAsync(
        CampaignKey key,
        Func<long, CallBatch> batch,
        string batchId,
        CancellationToken ct,
        Func<long, DueAttempt>? due = null)
    {
        var firstCallId = 0;
        await time.RetryOnConflictAsync(
            async () =>
            {
                if (await FindAsync(key, CallRows.Joined(batchId), ct) is { } joined)
                {
                    firstCallId = joined.GetInt32("FirstCallId")!.Value;
                    return true;
                }

                var read = await ReadAsync(key, ct);
                var appended = batch(read.Intake.Accepted);
                var row = new TableEntity(key.Partition, CallRows.Joined(batchId))
                {
                    ["FirstCallId"] = appended.FirstCallId,
                };
                List<TableTransactionAction> rows =
                [
                    new(TableTransactionActionType.Add, appended.Write(key)), new(TableTransactionActionType.Add, row),
                ];
                if (due is not null)
                {
                    rows.Add(Due(key, due(appended.First)));
                }

                firstCallId = appended.FirstCallId;
                return await TryAcceptAsync(key, read, appended.Calls, appended.FirstCallId, rows, ct) is not null;
            },
            ct);
        return firstCallId;
    }

    /// <summary>
    /// Counts calls as accepted and writes their rows, and one by which their ids are found. Null when somebody else
    /// has accepted calls since the reading.
    /// </summary>
    internal async Task<StoredIntake?> TryAcceptAsync(
        CampaignKey key,
        StoredIntake read,
        long calls,
        int firstCallId,
        IEnumerable<TableTransactionAction> rows,
        CancellationToken ct)
    {
        var intake = read.Intake.Plus(calls, time.Now());
        var row = CallRows.Write(key, intake);
        var index = new TableEntity(
            key.Partition, CallRows.Id(firstCallId))
        { ["First"] = read.Intake.Accepted, ["Calls"] = calls };
        var saved = await _calls.TrySubmitAsync(
            [TableRows.Save(row, read.Version), TableRows.Save(index, null), .. rows], ct);
        return saved is null ? null : new(intake, saved[0].Headers.ETag);
    }

    internal static TableTransactionAction Due(CampaignKey key, DueAttempt due) =>
        new(TableTransactionActionType.Add, new TableEntity(key.Partition, CallRows.Due(due)));

    /// <summary>The call id at a position, or null when no batch begins there.</summary>
    internal async Task<int?> CallIdAtAsync(CampaignKey key, long first, CancellationToken ct) =>
        (await FindAsync(key, CallRows.Batch(first), ct))?.GetInt32("FirstCallId");

    private Task<TableEntity?> FindAsync(CampaignKey key, string row, CancellationToken ct) =>
        _calls.FindAsync(key.Partition, row, ct);
}

/// <summary>A reading of what a campaign has accepted; without a version nothing yet.</summary>
internal sealed record StoredIntake(Intake Intake, ETag? Version);
