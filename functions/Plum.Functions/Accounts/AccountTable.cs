using Azure.Data.Tables;
using Plum.Functions.Shared;
using Plum.Functions.Shared.Telemetry;

namespace Plum.Functions.Accounts;

/// <summary>
/// The partition of an account: its schedules, profiles, campaigns, counters and nicknames, changed one transaction at
/// a time.
/// </summary>
public sealed class AccountTable(TableServiceClient tables, TimeProvider time)
{
    private const int Tries = 12;

    // Requests of one process queue here instead of defeating each other's transactions, each in its account's own
    // line; the ledger's version guards against other processes.
    private readonly KeyedTurns _turns = new();
    private readonly TableClient _rows = tables.GetTableClient("accounts");

    internal TableClient Rows => _rows;

    /// <summary>
    /// Decides on what is stored now and writes the decision; decides again when somebody else wrote first.
    /// </summary>
    internal Task<T> ChangeAsync<T>(Caller caller, Func<AccountChange, Task<T>> decide, CancellationToken ct) =>
        _turns.TakeAsync(caller.Account, () => ChangeInTurnAsync(caller, decide, ct));

    /// <summary>Likewise, when it is the service itself that has something to do.</summary>
    internal Task<T> ChangeAsync<T>(string account, Func<AccountChange, Task<T>> decide, CancellationToken ct) =>
        ChangeAsync(Caller.Service(account), decide, ct);

    internal Task<TableEntity?> FindAsync(string account, string row, CancellationToken ct) =>
        _rows.FindAsync(account, row, ct);

    /// <summary>
    /// The rows from <paramref name="first"/> up to, not including, <paramref name="end"/>, in order.
    /// </summary>
    internal IAsyncEnumerable<TableEntity> RangeAsync(
        string account, string first, string end, int? limit = null, CancellationToken ct = default) =>
        _rows.RangeAsync(account, first, end, ct, pageSize: Math.Min(limit ?? 1000, 1000)).Take(limit ?? int.MaxValue);

    /// <summary>The rows whose key is <paramref name="prefix"/>, a bar, and more.</summary>
    internal IAsyncEnumerable<TableEntity> UnderAsync(
        string account, string prefix, int? limit, CancellationToken ct) =>
        RangeAsync(account, $"{prefix}|", $"{prefix}}}", limit, ct);

    /// <summary>Gives a partition that belongs to no account a ledger, unless it has one.</summary>
    internal Task AddLedgerAsync(string partition, CancellationToken ct) =>
        _rows.TrySaveAsync(new(partition, AccountRows.Ledger), read: null, ct);

    private async Task<T> ChangeInTurnAsync<T>(Caller caller, Func<AccountChange, Task<T>> decide, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested(); // its caller may have gone while it stood in line
        T result = default!;
        await time.RetryOnConflictAsync(
            async () =>
            {
                var change = new AccountChange(await LedgerAsync(caller.Account, ct), caller, time.Now());
                result = await decide(change);
                if (change.IsEmpty || await TrySubmitAsync(change, ct))
                {
                    return true;
                }

                PlumMeter.Retried(Retry.Change, 1);
                return false;
            },
            ct,
            Tries);
        return result;
    }

    private async Task<TableEntity> LedgerAsync(string account, CancellationToken ct) =>
        await FindAsync(account, AccountRows.Ledger, ct)
            ?? throw new InvalidOperationException($"Account {account} has no ledger row.");

    // A lost answer makes the client repeat the transaction, which then fails on its own success.
    private async Task<bool> TrySubmitAsync(AccountChange change, CancellationToken ct) =>
        await _rows.TrySubmitAsync(change.Actions, ct) is not null
            || change.IsIn(await LedgerAsync(change.Account, ct));
}
