using Azure.Data.Tables;
using NodaTime;
using Plum.Functions.Shared;

namespace Plum.Functions.Accounts;

/// <summary>
/// Which login leads to which account: a row each, in a partition of their own, so that no two accounts have the same.
/// </summary>
/// <remarks>
/// A claim is written before its account has the login and removed after the account has lost it. What a crash leaves
/// between the two is a claim of an account that has another login or does not exist; it can be taken over once it is
/// old.
/// </remarks>
internal sealed class LoginClaims(AccountTable accounts, TimeProvider time)
{
    // A hyphen cannot stand in an account id, so no account's partition has this name.
    private const string Partition = "account-logins";

    private const string Owner = "Account";
    private const string Since = "Since";

    /// <summary>
    /// Between a claim and its account; generous, because two accounts would share a login if it were too short.
    /// </summary>
    private static readonly Duration Grace = Duration.FromMinutes(10);

    /// <summary>The id of the account that claims the login.</summary>
    public async Task<string?> OwnerAsync(string login, CancellationToken ct) =>
        (await accounts.FindAsync(Partition, AccountRows.Hash(login), ct))?.GetString(Owner);

    /// <summary>Claims a login for an account; false when it belongs to another.</summary>
    public async Task<bool> TryTakeAsync(string login, string id, CancellationToken ct)
    {
        var claim = new TableEntity(Partition, AccountRows.Hash(login)) { [Owner] = id, [Since] = time.GetUtcNow() };
        return await accounts.Rows.TrySaveAsync(claim, read: null, ct) is not null
            || (await accounts.FindAsync(Partition, claim.RowKey, ct) is { } there
                && await TryTakeOverAsync(claim, there, login, ct));
    }

    /// <summary>Removes a claim of this account, if it is its own.</summary>
    public async Task ReleaseAsync(string login, string id, CancellationToken ct)
    {
        if (await accounts.FindAsync(Partition, AccountRows.Hash(login), ct) is { } claim
            && claim.GetString(Owner) == id)
        {
            await accounts.Rows.DeleteEntityAsync(Partition, claim.RowKey, claim.ETag, ct);
        }
    }

    private async Task<bool> TryTakeOverAsync(TableEntity claim, TableEntity there, string login, CancellationToken ct)
    {
        var isOwn = there.GetString(Owner) == claim.GetString(Owner);
        return !IsOld(there)
            ? isOwn
            : (isOwn || !await IsInUseAsync(there, login, ct))
                && await accounts.Rows.TrySaveAsync(claim, there.ETag, ct) is not null;
    }

    private bool IsOld(TableEntity claim) =>
        claim.GetDateTimeOffset(Since) is not { } since || time.Now() - Instant.FromDateTimeOffset(since) >= Grace;

    private async Task<bool> IsInUseAsync(TableEntity claim, string login, CancellationToken ct) =>
        await accounts.FindAsync(claim.GetString(Owner), AccountRows.Account, ct) is { } row
        && AccountJson.Read(row, StoredJson.Default.Account).Login == login;
}
