using Azure;
using Azure.Data.Tables;
using NodaTime;
using Plum.Core.Campaigns;
using Plum.Functions.Accounts;
using Plum.Functions.Shared;

namespace Plum.Functions.Campaigns;

/// <summary>
/// What has to follow a change of an account and lies outside its partition: a list that joins a queue, calls of a
/// deleted campaign.
/// </summary>
/// <remarks>
/// The work is written in the transaction it follows from, so a crash cannot lose it; the index of accounts that may
/// have some is written before, so that <see cref="FinishWork"/> reads those accounts alone.
/// </remarks>
public sealed class UnfinishedWork(AccountTable accounts, TimeProvider time)
{
    // A hyphen cannot stand in an account id, so no account's partition has this name.
    private const string Index = "unfinished-work";

    private const string Adds = $"{AccountRows.Work}|add|";

    private const string Clears = $"{AccountRows.Work}|clear|";
    private const string Cancels = $"{AccountRows.Work}|cancel|";

    private static readonly Duration Grace = Duration.FromMinutes(10);

    /// <summary>To be called before a transaction that adds work.</summary>
    public Task ExpectAsync(string account, CancellationToken ct) => accounts.Rows.UpsertEntityAsync(
        new TableEntity(Index, account) { ["Since"] = time.GetUtcNow() }, TableUpdateMode.Replace, ct);

    /// <summary>The row that says a campaign's first list has to join its queue.</summary>
    public static string Join(int campaign) => $"{AccountRows.Work}|join|{campaign:D10}";

    /// <summary>The row that says calls added to a campaign have to join its queue.</summary>
    public static string Add(CampaignKey key, PendingList list) => $"{Adds}{key.Id:D10}|{list.BatchId}";

    /// <summary>The row that says a deleted campaign's calls have to go.</summary>
    public static string Clear(int campaign) => $"{Clears}{campaign:D10}";

    /// <summary>The row that says a campaign has an order to cancel all that is not worked off.</summary>
    public static string Cancel(int campaign) => $"{Cancels}{campaign:D10}";

    /// <summary>Accounts that may have work.</summary>
    public IAsyncEnumerable<TableEntity> AccountsAsync(CancellationToken ct) =>
        accounts.Rows.PartitionAsync(Index, ct);

    /// <summary>What is left to be done for an account's campaigns.</summary>
    public async Task<IReadOnlyList<Unfinished>> OfAsync(string account, CancellationToken ct) =>
        await accounts
            .UnderAsync(account, AccountRows.Work, 1000, ct)
            .Select(row => Read(account, row))
            .ToListAsync(ct);

    private static WorkKind KindOf(string row) =>
        row.StartsWith(Clears, StringComparison.Ordinal) ? WorkKind.Clear
        : row.StartsWith(Cancels, StringComparison.Ordinal) ? WorkKind.Cancel
        : WorkKind.Join;

    public Task DoneAsync(string account, string row, CancellationToken ct) =>
        accounts.Rows.DeleteEntityAsync(account, row, ETag.All, ct);

    /// <summary>Takes an account without work off the index, unless a request is about to add some.</summary>
    public async Task ForgetAsync(TableEntity entry, CancellationToken ct)
    {
        if (time.Now() - Instant.FromDateTimeOffset(entry.GetDateTimeOffset("Since")!.Value) < Grace)
        {
            return;
        }

        await accounts.Rows.TryDeleteAsync(Index, entry.RowKey, entry.ETag, ct);
    }

    private static Unfinished Read(string account, TableEntity row)
    {
        var list = row.RowKey.StartsWith(Adds, StringComparison.Ordinal)
            ? AccountJson.Read(row, StoredJson.Default.PendingList)
            : null;
        var campaign = list is null ? row.RowKey : row.RowKey[..row.RowKey.LastIndexOf('|')];
        return new(new(account, AccountRows.IdOf(campaign)), KindOf(row.RowKey), list);
    }
}

/// <summary>What is left to do for a campaign.</summary>
/// <param name="Added">The calls that have to join its queue; null for those it was created with.</param>
public sealed record Unfinished(CampaignKey Key, WorkKind Kind, PendingList? Added);

/// <summary>What a request may have left to be done.</summary>
public enum WorkKind
{
    /// <summary>A list has to join its campaign's queue.</summary>
    Join,

    /// <summary>A deleted campaign's calls have to go.</summary>
    Clear,

    /// <summary>A campaign's waiting calls have to be canceled.</summary>
    Cancel,
}
