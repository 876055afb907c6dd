using Azure.Data.Tables;

namespace Plum.Functions.Accounts;

/// <summary>
/// The admins among the accounts, kept in one partition so that of two who take each other's role at the same time only
/// one succeeds and somebody remains.
/// </summary>
/// <remarks>
/// The account itself says what it may do; this list only decides who may take that away from whom. It is changed
/// before the account is: after a crash between the two the change may simply be repeated.
/// </remarks>
public sealed class Admins(AccountTable accounts)
{
    private const string Kind = "admin";

    public Task AddAsync(string id, CancellationToken ct) =>
        accounts.Rows.UpsertEntityAsync(
            new TableEntity(DialPermits.WholeService, Row(id)), TableUpdateMode.Replace, ct);

    /// <summary>Takes an admin off the list; false when the caller is no longer on it himself.</summary>
    public async Task<bool> TryRemoveAsync(Caller caller, string id, CancellationToken ct)
    {
        await accounts.AddLedgerAsync(DialPermits.WholeService, ct);
        return await accounts.ChangeAsync(
            DialPermits.WholeService,
            async change =>
            {
                if (await accounts.FindAsync(change.Account, Row(caller.Account), ct) is null)
                {
                    return false;
                }

                if (await accounts.FindAsync(change.Account, Row(id), ct) is { } row)
                {
                    change.Delete(row.RowKey, row.ETag);
                }

                return true;
            },
            ct);
    }

    private static string Row(string id) => $"{Kind}|{id}";
}
