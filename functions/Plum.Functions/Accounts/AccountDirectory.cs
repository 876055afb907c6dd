using System.Security.Cryptography;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Microsoft.AspNetCore.Identity;
using Plum.Core.Accounts;
using Plum.Core.Audit;
using Plum.Functions.Shared;

namespace Plum.Functions.Accounts;

/// <summary>Who the customers are, by account id and by login.</summary>
public sealed class AccountDirectory(AccountTable accounts, IPasswordHasher<string> hasher, TimeProvider time)
{
    // A hyphen cannot stand in an account id, so no account's partition has this name.
    private const string Logins = "account-logins";

    // Nor has any account this id.
    private const string Nobody = "no-account";

    /// <summary>Tells by id, in this process, that an account is no longer what it was.</summary>
    public event Action<string>? Changed;

    public async Task<Account?> FindAsync(string id, CancellationToken ct) =>
        await accounts.FindAsync(id, AccountRows.Account, ct) is { } row ? AccountJson.Read(row, StoredJson.Default.Account) : null;

    /// <summary>The account with this login. Takes as many storage operations when there is none.</summary>
    public async Task<Account?> FindByLoginAsync(string login, CancellationToken ct)
    {
        var claim = await accounts.FindAsync(Logins, AccountRows.Hash(login), ct);
        var account = await FindAsync(claim?.GetString("Account") ?? Nobody, ct);

        // A claim may be left over from a login that the account had before.
        return account?.Login == login ? account : null;
    }

    /// <summary>Adds an account with its empty ledger; false when the id or the login is taken.</summary>
    public Task<bool> TryAddAsync(string id, string login, string pin, CancellationToken ct) =>
        TryAddAsync(id, login, pin, new(), ct);

    /// <summary>Adds an account with its empty ledger; false when the id or the login is taken.</summary>
    /// <param name="settings">A signing key is drawn unless one is given.</param>
    public async Task<bool> TryAddAsync(string id, string login, string pin, AccountSettings settings, CancellationToken ct)
    {
        if (!Account.IsId(id))
        {
            throw new ArgumentException($"An account id is 1 to 32 letters and digits, not '{id}'.", nameof(id));
        }

        var account = new Account(id, login, hasher.HashPassword(id, pin), time.Now(), SigningKey: NewKey()).With(settings);
        var row = new TableEntity(id, AccountRows.Account) { [AccountJson.Property] = Json(account) };

        // The login first: a login that leads to no account yet is found vacant by whoever repeats this.
        return await TryClaimLoginAsync(login, id, ct) && await TryAddRowsAsync([row, new(id, AccountRows.Ledger)], ct);
    }

    /// <summary>Changes an account on what is stored now; does nothing when <paramref name="change"/> changes nothing.</summary>
    public Task ChangeAsync(string id, Func<Account, Account> change, CancellationToken ct) =>
        ChangeAsync(Caller.Service(id), change, ct);

    /// <summary>Likewise, by a user.</summary>
    /// <param name="caller">With the account that is changed.</param>
    /// <returns>The account as it is now.</returns>
    public async Task<Account> ChangeAsync(Caller caller, Func<Account, Account> change, CancellationToken ct)
    {
        var changed = await accounts.ChangeAsync(
            caller,
            async transaction =>
            {
                var stored = await StoredAsync(transaction, ct);
                var after = change(stored.Value);
                if (after != stored.Value)
                {
                    Replace(transaction, stored, after);
                }

                return after;
            },
            ct);
        Forget(caller.Account);
        return changed;
    }

    /// <summary>The account that a transaction changes.</summary>
    internal async Task<Stored<Account>> StoredAsync(AccountChange change, CancellationToken ct) =>
        await accounts.FindAsync(change.Account, AccountRows.Account, ct) is { } row
            ? new(AccountJson.Read(row, StoredJson.Default.Account), row.ETag)
            : throw new InvalidOperationException($"There is no account {change.Account}.");

    /// <summary>Stores a changed account and notes the change in its audit log. Call <see cref="Forget"/> when it is written.</summary>
    internal static void Replace(AccountChange change, Stored<Account> read, Account changed)
    {
        change.Replace(AccountRows.Account, Json(changed), read.Version);
        change.Note(Named(changed), ActionOf(read.Value, changed), AuditedFields.Of(read.Value), AuditedFields.Of(changed));
    }

    /// <summary>Tells this process that an account is no longer what it was.</summary>
    internal void Forget(string account) => Changed?.Invoke(account);

    /// <summary>Whether the PIN is the account's. The hash is slow on purpose.</summary>
    public bool IsPin(Account account, string pin) =>
        hasher.VerifyHashedPassword(account.Id, account.PinHash, pin) != PasswordVerificationResult.Failed;

    public Task SetPinAsync(string id, string pin, CancellationToken ct)
    {
        var hash = hasher.HashPassword(id, pin);
        return ChangeAsync(id, account => account with { PinHash = hash }, ct);
    }

    /// <summary>Gives an account another login; false when that belongs to another account.</summary>
    public async Task<bool> TrySetLoginAsync(Account account, string login, CancellationToken ct)
    {
        if (!await TryClaimLoginAsync(login, account.Id, ct))
        {
            return false;
        }

        await ChangeAsync(account.Id, stored => stored with { Login = login }, ct);
        await accounts.Rows.DeleteEntityAsync(Logins, AccountRows.Hash(account.Login), cancellationToken: ct);
        return true;
    }

    private static string Named(Account account) => $"account {account.Id}";

    private static string ActionOf(Account from, Account to) =>
        to.State > from.State || (to.CallsSuspended && !from.CallsSuspended) ? AuditAction.Suspended
        : to.State < from.State || (from.CallsSuspended && !to.CallsSuspended) ? AuditAction.Resumed
        : AuditAction.Updated;

    /// <summary>A signing key that nobody has had.</summary>
    internal static string NewKey() => RandomNumberGenerator.GetHexString(64, lowercase: true);

    private static string Json(Account account) => JsonSerializer.Serialize(account, StoredJson.Default.Account);

    private async Task<bool> TryClaimLoginAsync(string login, string id, CancellationToken ct)
    {
        var claim = new TableEntity(Logins, AccountRows.Hash(login)) { ["Account"] = id };
        if (await TryAddRowsAsync([claim], ct))
        {
            return true;
        }

        return await accounts.FindAsync(Logins, claim.RowKey, ct) is { } taken && taken.GetString("Account") == id;
    }

    private async Task<bool> TryAddRowsAsync(TableEntity[] rows, CancellationToken ct)
    {
        try
        {
            await accounts.Rows.SubmitTransactionAsync(
                rows.Select(row => new TableTransactionAction(TableTransactionActionType.Add, row)), ct);
            return true;
        }
        catch (RequestFailedException e) when (e.Status == 409)
        {
            return false;
        }
    }
}
