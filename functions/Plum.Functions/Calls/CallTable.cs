using System.Collections.Immutable;
using Azure;
using Azure.Data.Tables;
using NodaTime;
using Plum.Core.Calls;
using Plum.Core.Campaigns;
using Plum.Functions.Shared;

namespace Plum.Functions.Calls;

/// <summary>What happens to a campaign's calls: one partition of table <c>calls</c> for each campaign.</summary>
public sealed partial class CallTable(TableServiceClient tables)
{
    /// <summary>Entities a transaction may hold (Azure Table storage).</summary>
    public const int TransactionLimit = 100;

    /// <summary>How often a change is tried again when others change the same rows.</summary>
    public const int Tries = 20;

    private readonly TableClient _calls = tables.GetTableClient("calls");

    /// <summary>Everything that counting and planning need, in one range query.</summary>
    public async Task<CampaignLedger> ReadLedgerAsync(CampaignKey key, CancellationToken ct)
    {
        var ledger = CampaignLedger.Empty;
        var runs = ImmutableArray.CreateBuilder<StoredRun>();
        await foreach (var row in RangeAsync(key, CallRows.LedgerFrom, CallRows.LedgerTo, ct))
        {
            if (row.RowKey == CallRows.Progress)
            {
                ledger = ledger with { Progress = CallRows.ReadProgress(row), ProgressVersion = row.ETag };
            }
            else if (row.RowKey == CallRows.Totals)
            {
                ledger = ledger with { Totals = CallRows.ReadTotals(row), TotalsVersion = row.ETag };
            }
            else if (row.RowKey == CallRows.Intake)
            {
                ledger = ledger with { Intake = CallRows.ReadIntake(row) };
            }
            else if (CallRows.IsRun(row.RowKey))
            {
                runs.Add(new(row.RowKey, CallRows.ReadRun(row), row.ETag));
            }
        }

        return ledger with { Runs = runs.ToImmutable() };
    }

    /// <summary>
    /// Saves progress, and with it the totals and the end of the runs folded into them. False when somebody saved
    /// first.
    /// </summary>
    public async Task<bool> TrySaveAsync(
        CampaignKey key,
        CampaignLedger read,
        ReleaseProgress progress,
        IReadOnlyList<StoredRun> fold,
        CancellationToken ct)
    {
        List<TableTransactionAction> actions = [TableRows.Save(CallRows.Write(key, progress), read.ProgressVersion)];
        if (fold.Count > 0)
        {
            var totals = fold.Aggregate(read.Totals, (sum, run) => sum.Plus(run.Run));
            actions.Add(TableRows.Save(CallRows.Write(key, totals), read.TotalsVersion));
            actions.AddRange(fold.Select(run => new TableTransactionAction(
                TableTransactionActionType.Delete, new TableEntity(key.Partition, run.Row), run.Version)));
        }

        return await TrySubmitAsync(actions, ct);
    }

    /// <summary>How many runs fit into one save.</summary>
    public const int MaxFold = TransactionLimit - 2;

    /// <summary>The attempts that fall due before an instant, the earliest first.</summary>
    public async Task<IReadOnlyList<DueAttempt>> DueBeforeAsync(
        CampaignKey key, Instant instant, int limit, CancellationToken ct)
    {
        var (from, to) = CallRows.DueBefore(instant);
        return await RangeAsync(key, from, to, ct, ["RowKey"], Math.Min(limit, 1_000))
            .Take(limit)
            .Select(row => CallRows.DueOf(row.RowKey))
            .ToListAsync(ct);
    }

    /// <summary>
    /// Claims the calls for one dialer, all or none. Null when any of them has been claimed or taken out of the queue.
    /// </summary>
    /// <param name="gateway">Who will be asked to place them.</param>
    public async Task<StoredRun?> TryClaimAsync(
        CampaignKey key, IReadOnlyList<PlannedCall> calls, Instant leaseUntil, string gateway, CancellationToken ct)
    {
        var run = new DialRun(RunCalls(calls), leaseUntil, [], gateway);
        var claim = CallRows.WriteClaim(key, run);
        claim["Claim"] = Guid.NewGuid().ToString("N");
        List<TableTransactionAction> actions = [new(TableTransactionActionType.Add, claim)];
        foreach (var call in calls)
        {
            var row = new TableEntity(key.Partition, CallRows.Call(call.Position))
            {
                ["State"] = nameof(CallState.InFlight),
                ["Attempts"] = call.Attempt,
                ["Run"] = claim.RowKey,
            };
            actions.Add(call.Attempt > 1
                ? new(TableTransactionActionType.UpdateMerge, row, ETag.All)
                : new(TableTransactionActionType.Add, row));
            if (call.Due is { } due)
            {
                actions.Add(new(
                    TableTransactionActionType.Delete, new TableEntity(key.Partition, CallRows.Due(due)), ETag.All));
            }
        }

        var version = await _calls.TrySubmitAsync(actions, ct) is [var claimed, ..]
            ? claimed.Headers.ETag
            : await OwnClaimAsync(key, claim, ct);
        return version is { } own ? new(claim.RowKey, run, own) : null;
    }

    // The claim may stand although it was refused: storage's first answer was lost on its way, and the client asked
    // again.
    private async Task<ETag?> OwnClaimAsync(CampaignKey key, TableEntity claim, CancellationToken ct)
    {
        var row = await _calls.FindAsync(key.Partition, claim.RowKey, ct);
        return row?.GetString("Claim") == claim.GetString("Claim") ? row!.ETag : null;
    }

    /// <summary>How many calls fit into one claim, and into the record of its outcomes.</summary>
    public static int MaxRun(bool withDue) => withDue ? (TransactionLimit - 4) / 2 : TransactionLimit - 4;

    /// <summary>
    /// Gives back the calls of a claim that were not dialed: they stand in the queue as before, and the run keeps the
    /// others.
    /// </summary>
    public async Task<bool> TryGiveBackAsync(
        CampaignKey key,
        IReadOnlyList<PlannedCall> dialed,
        IReadOnlyList<PlannedCall> back,
        StoredRun run,
        CancellationToken ct)
    {
        // This row alone: where a machine cannot keep the pace, calls are given back often, and the ledger is long.
        var read = await _calls.FindAsync(key.Partition, CallRows.Progress, ct);
        var progress = (read is null ? ReleaseProgress.New : CallRows.ReadProgress(read)).GivenBack(
            PositionRanges.Of(back.Where(call => call.Due is null).Select(call => call.Position)),
            back.Select(call => call.Due).OfType<DueAttempt>().ToHashSet());
        List<TableTransactionAction> actions =
        [
            TableRows.Save(CallRows.Write(key, progress), read?.ETag),
            dialed.Count == 0
                ? new(TableTransactionActionType.Delete, new TableEntity(key.Partition, run.Row), run.Version)
                : new(
                    TableTransactionActionType.UpdateReplace,
                    CallRows.WriteClaim(key, run.Run with { Calls = RunCalls(dialed) }),
                    run.Version),
            .. back.SelectMany(call => GiveBack(key, call)),
        ];
        return await TrySubmitAsync(actions, ct);
    }

    private static IEnumerable<TableTransactionAction> GiveBack(CampaignKey key, PlannedCall call)
    {
        var row = new TableEntity(key.Partition, CallRows.Call(call.Position));
        if (call.Attempt > 1)
        {
            row["State"] = nameof(CallState.Retrying);
            row["Attempts"] = call.Attempt - 1;
            row[CallRows.NextDue] = call.Due?.DueTicks;
        }

        yield return new(
            call.Attempt > 1 ? TableTransactionActionType.UpdateMerge : TableTransactionActionType.Delete,
            row,
            ETag.All);
        if (call.Due is { } due)
        {
            yield return new(TableTransactionActionType.Add, new TableEntity(key.Partition, CallRows.Due(due)));
        }
    }

    private static ImmutableArray<RunCall> RunCalls(IEnumerable<PlannedCall> calls) =>
        [.. calls.Select(call => new RunCall(call.Position, call.Attempt))];

    /// <summary>Records how all calls of a run ended. False when that has been recorded already.</summary>
    public Task<bool> TryRecordAsync(
        CampaignKey key, string run, ETag version, IReadOnlyList<DialedCall> calls, CancellationToken ct)
    {
        var ended = new TableEntity(key.Partition, run)
        {
            ["Endings"] = DialRun.Write([.. calls.Select(call => call.Ending)]),
        };
        return TrySubmitAsync(
            [new(TableTransactionActionType.UpdateMerge, ended, version), .. Outcomes(key, calls)], ct);
    }

    /// <summary>How many calls fit into one record of outcomes that came later.</summary>
    public const int MaxClosed = TransactionLimit / 3;

    /// <summary>Records what came of open calls. False when somebody changed one of their runs meanwhile.</summary>
    /// <param name="runs">The runs as they are to be.</param>
    public Task<bool> TryCloseAsync(
        CampaignKey key, IEnumerable<StoredRun> runs, IReadOnlyList<DialedCall> calls, CancellationToken ct)
    {
        var ended = runs.Select(run => new TableTransactionAction(
            TableTransactionActionType.UpdateMerge,
            new TableEntity(key.Partition, run.Row) { ["Endings"] = DialRun.Write(run.Run.Endings) },
            run.Version));
        return TrySubmitAsync([.. ended, .. Outcomes(key, calls)], ct);
    }

    private static IEnumerable<TableTransactionAction> Outcomes(CampaignKey key, IEnumerable<DialedCall> calls)
    {
        foreach (var call in calls)
        {
            var row = new TableEntity(key.Partition, CallRows.Call(call.Position))
            {
                ["State"] = call.State.ToString(),
                [CallRows.AttemptProperty(call.Attempt.Number)] = CallRows.WriteAttempt(call.Attempt),
            };
            if (call.Attempt.Gateway is { } gateway)
            {
                row[CallRows.GatewayProperty(call.Attempt.Number)] = gateway.ToString();
            }

            if (call.Retry is { } retry)
            {
                row[CallRows.NextDue] = retry.DueTicks;
                yield return new(TableTransactionActionType.Add, new TableEntity(key.Partition, CallRows.Due(retry)));
            }

            yield return new(TableTransactionActionType.UpdateMerge, row, ETag.All);
        }
    }

    public async Task<StoredRun?> FindRunAsync(CampaignKey key, string run, CancellationToken ct) =>
        await _calls.FindAsync(key.Partition, run, ct) is { } row ? new(run, CallRows.ReadRun(row), row.ETag) : null;

    /// <summary>
    /// The records of calls at positions from <paramref name="from"/> up to <paramref name="to"/>, exclusive, in order.
    /// </summary>
    public IAsyncEnumerable<CallRecord> CallsAsync(CampaignKey key, long from, long to, CancellationToken ct) =>
        RangeAsync(key, CallRows.Call(from), CallRows.Call(to), ct).Select(CallRows.ReadCall);

    /// <summary>Writes progress, totals and rows that belong together. Null when somebody wrote first.</summary>
    /// <returns>The ledger as it is now.</returns>
    public async Task<CampaignLedger?> TrySubmitAsync(
        CampaignKey key,
        CampaignLedger read,
        ReleaseProgress progress,
        CampaignTotals totals,
        IEnumerable<TableTransactionAction> more,
        CancellationToken ct)
    {
        TableTransactionAction[] actions =
        [
            TableRows.Save(CallRows.Write(key, progress), read.ProgressVersion),
            TableRows.Save(CallRows.Write(key, totals), read.TotalsVersion),
            .. more,
        ];
        return await _calls.TrySubmitAsync(actions, ct) is not { } saved ? null : read with
        {
            Progress = progress,
            ProgressVersion = saved[0].Headers.ETag,
            Totals = totals,
            TotalsVersion = saved[1].Headers.ETag,
        };
    }

    /// <summary>Deletes up to <paramref name="limit"/> rows of a deleted campaign; true when none is left.</summary>
    public async Task<bool> ClearAsync(CampaignKey key, int limit, CancellationToken ct)
    {
        var rows = await RangeAsync(key, "", "~", ct, ["PartitionKey", "RowKey"]).Take(limit).ToListAsync(ct);
        foreach (var part in rows.Chunk(TransactionLimit))
        {
            await _calls.SubmitTransactionAsync(
                part.Select(row => new TableTransactionAction(TableTransactionActionType.Delete, row, ETag.All)), ct);
        }

        return rows.Count < limit;
    }

    private AsyncPageable<TableEntity> RangeAsync(
        CampaignKey key,
        string from,
        string to,
        CancellationToken ct,
        IEnumerable<string>? select = null,
        int? pageSize = null) =>
        _calls.RangeAsync(key.Partition, from, to, ct, select, pageSize);

    internal async Task<bool> TrySubmitAsync(IEnumerable<TableTransactionAction> actions, CancellationToken ct) =>
        await _calls.TrySubmitAsync(actions, ct) is not null;
}
