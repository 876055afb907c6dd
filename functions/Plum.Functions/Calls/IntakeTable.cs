using Azure;
using Azure.Data.Tables;
using Plum.Core.Calls;
using Plum.Core.Campaigns;
using Plum.Functions.Shared;

namespace Plum.Functions.Calls;

/// <summary>What campaigns accept. A row counts it, written in one transaction with what it counts.</summary>
/// <remarks>No dialer and no planner writes that row, so that calls can be queued as fast as storage allows while others are dialed.</remarks>
public sealed class IntakeTable(TableServiceClient tables, TimeProvider time)
{
    private readonly TableClient _calls = tables.GetTableClient("calls");

    internal async Task<StoredIntake> ReadAsync(CampaignKey key, CancellationToken ct) =>
        await FindAsync(key, CallRows.Intake, ct) is { } row ? new(CallRows.ReadIntake(row), row.ETag) : new(Intake.None, null);

    /// <summary>Appends a batch, once: a batch of this id that is there already stays as it is.</summary>
    /// <param name="batch">Makes the batch for the position that its first call gets.</param>
    /// <param name="due">Attempts that its calls wait for by themselves, by the position of the first.</param>
    /// <returns>The first call id of the batch with this id.</returns>
    public async Task<int> AppendAsync(
        CampaignKey key, Func<long, CallBatch> batch, string batchId, CancellationToken ct, Func<long, DueAttempt>? due = null)
    {
        for (var tries = 0; tries < CallTable.Tries; tries++)
        {
            if (await FindAsync(key, CallRows.Joined(batchId), ct) is { } joined)
            {
                return joined.GetInt32("FirstCallId")!.Value;
            }

            var read = await ReadAsync(key, ct);
            var appended = batch(read.Intake.Accepted);
            var row = new TableEntity(key.Partition, CallRows.Joined(batchId)) { ["FirstCallId"] = appended.FirstCallId };
            List<TableTransactionAction> rows =
            [
                new(TableTransactionActionType.Add, appended.Write(key)), new(TableTransactionActionType.Add, row),
            ];
            if (due is not null)
            {
                rows.Add(Due(key, due(appended.First)));
            }

            await TryAcceptAsync(key, read, appended.Calls, appended.FirstCallId, rows, ct);
        }

        throw new BusyException();
    }

    /// <summary>
    /// Counts calls as accepted and writes their rows, and one by which their ids are found. Null when somebody else has accepted calls
    /// since the reading.
    /// </summary>
    internal async Task<StoredIntake?> TryAcceptAsync(
        CampaignKey key, StoredIntake read, long calls, int firstCallId, IEnumerable<TableTransactionAction> rows, CancellationToken ct)
    {
        var intake = read.Intake.Plus(calls, time.Now());
        var row = CallRows.Write(key, intake);
        var index = new TableEntity(key.Partition, CallRows.Id(firstCallId)) { ["First"] = read.Intake.Accepted, ["Calls"] = calls };
        try
        {
            var saved = await _calls.SubmitTransactionAsync(
                [CallTable.Save(row, read.Version), new(TableTransactionActionType.Add, index), .. rows], ct);
            return new(intake, saved.Value[0].Headers.ETag);
        }
        catch (RequestFailedException e) when (e.Status is 404 or 409 or 412)
        {
            return null;
        }
    }

    internal static TableTransactionAction Due(CampaignKey key, DueAttempt due) =>
        new(TableTransactionActionType.Add, new TableEntity(key.Partition, CallRows.Due(due)));

    /// <summary>The call id at a position, or null when no batch begins there.</summary>
    internal async Task<int?> CallIdAtAsync(CampaignKey key, long first, CancellationToken ct) =>
        (await FindAsync(key, CallRows.Batch(first), ct))?.GetInt32("FirstCallId");

    private async Task<TableEntity?> FindAsync(CampaignKey key, string row, CancellationToken ct) =>
        await _calls.GetEntityIfExistsAsync<TableEntity>(key.Partition, row, cancellationToken: ct) is { HasValue: true, Value: { } found }
            ? found
            : null;
}

/// <summary>A reading of what a campaign has accepted; without a version nothing yet.</summary>
internal sealed record StoredIntake(Intake Intake, ETag? Version);
