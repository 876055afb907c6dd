using Azure.Data.Tables;

namespace Plum.Functions.Accounts;

/// <summary>The ids of all accounts, which are partitions and cannot be listed themselves.</summary>
/// <remarks>An id is written before its account, so the index may name one too much, never one too few.</remarks>
internal sealed class AccountIndex(AccountTable accounts)
{
    // A hyphen cannot stand in an account id, so no account's partition has this name.
    private const string Partition = "account-ids";

    /// <summary>No letter or digit sorts before the one or after the other.</summary>
    private const string Before = "!", Behind = "{";

    public Task AddAsync(string id, CancellationToken ct) =>
        accounts.Rows.UpsertEntityAsync(new TableEntity(Partition, id), TableUpdateMode.Replace, ct);

    /// <summary>Ids behind <paramref name="after"/>, in order.</summary>
    public IAsyncEnumerable<string> AfterAsync(string after, CancellationToken ct) =>
        accounts.RangeAsync(Partition, $"{after}{Before}", Behind, ct: ct).Select(row => row.RowKey);
}
