using System.Security.Cryptography;
using System.Text.Json;
using Azure.Data.Tables;
using Microsoft.AspNetCore.Identity;
using Plum.Core.Accounts;
using Plum.Core.Audit;
using Plum.Functions.Accounts.SigningKeys;
using Plum.Functions.Shared;

namespace Plum.Functions.Accounts;

/// <summary>Who the customers are, by account id and by login.</summary>
public sealed class AccountDirectory(
    AccountTable accounts, KeySeal seal, IPasswordHasher<string> hasher, TimeProvider time)
{
    // A hyphen cannot stand in an account id, so no account has this one.
    private const string Nobody = "no-account";

    private readonly LoginClaims _logins = new(accounts, time);
    private readonly AccountIndex _ids = new(accounts);
    private readonly Admins _admins = new(accounts);
    private readonly AccountCreation _creation = new(accounts, seal, hasher, time);

    /// <summary>Tells by id, in this process, that an account is no longer what it was.</summary>
    public event Action<string>? Changed;

    public async Task<Account?> FindAsync(string id, CancellationToken ct) =>
        await accounts.FindAsync(id, AccountRows.Account, ct) is { } row ? Read(row) : null;

    /// <summary>The account with this login. Takes as many storage operations when there is none.</summary>
    public async Task<Account?> FindByLoginAsync(string login, CancellationToken ct)
    {
        var account = await FindAsync(await _logins.OwnerAsync(login, ct) ?? Nobody, ct);

        // A claim may be left over from a login that the account had before.
        return account?.Login == login ? account : null;
    }

    /// <summary>The accounts with these ids, in order; ids without an account are left out.</summary>
    internal async Task<IReadOnlyList<Account>> FindAllAsync(IEnumerable<string> ids, CancellationToken ct) =>
        [.. (await Task.WhenAll(ids.Select(id => FindAsync(id, ct)))).OfType<Account>()];

    /// <summary>Ids of accounts behind <paramref name="after"/>, in order; some may have no account yet.</summary>
    internal IAsyncEnumerable<string> IdsAsync(string after, CancellationToken ct) => _ids.AfterAsync(after, ct);

    /// <summary>The id under which an account with this login is there or on its way, if any is.</summary>
    internal Task<string?> IdOfLoginAsync(string login, CancellationToken ct) => _logins.OwnerAsync(login, ct);

    /// <summary>Adds an account with its empty ledger; false when the id or the login is taken.</summary>
    public Task<bool> TryAddAsync(string id, string login, string pin, CancellationToken ct) =>
        TryAddAsync(id, login, pin, new(), ct);

    /// <summary>Adds an account with its empty ledger; false when the id or the login is taken.</summary>
    /// <param name="settings">A signing key is drawn unless one is given.</param>
    public async Task<bool> TryAddAsync(
        string id, string login, string pin, AccountSettings settings, CancellationToken ct) =>
        await AddAsync(Caller.Service(id), new(id, login, pin, settings), ct) == Addition.Added;

    /// <summary>
    /// Adds an account with its empty ledger. May be repeated until it has been told what became of it.
    /// </summary>
    /// <param name="caller">Who adds it, with the account's id.</param>
    public Task<Addition> AddAsync(Caller caller, NewAccount wanted, CancellationToken ct) =>
        _creation.AddAsync(caller, wanted, ct);

    /// <summary>Whether there is no account with this id, or the one that this request made.</summary>
    internal Task<bool> IsVacantAsync(string id, string request, CancellationToken ct) =>
        _creation.IsVacantAsync(id, request, ct);

    /// <summary>
    /// Makes sure that an account is listed, and as an admin if it is one: one that was stored before there were lists.
    /// </summary>
    internal async Task ListAsync(Account account, CancellationToken ct)
    {
        await _ids.AddAsync(account.Id, ct);
        if (account.IsAdmin)
        {
            await _admins.AddAsync(account.Id, ct);
        }
    }

    /// <summary>
    /// Changes an account on what is stored now; does nothing when <paramref name="change"/> changes nothing.
    /// </summary>
    public Task ChangeAsync(string id, Func<Account, Account> change, CancellationToken ct) =>
        ChangeAsync(Caller.Service(id), change, ct);

    /// <summary>Likewise, by a user.</summary>
    /// <param name="caller">With the account that is changed.</param>
    /// <returns>The account as it is now.</returns>
    public async Task<Account> ChangeAsync(Caller caller, Func<Account, Account> change, CancellationToken ct)
    {
        try
        {
            return await accounts.ChangeAsync(caller, transaction => ChangeAsync(transaction, change, ct), ct);
        }
        finally
        {
            // It may be written although its caller has gone, or storage has not said so.
            Forget(caller.Account);
        }
    }

    /// <summary>
    /// Stores an account as it is, its signing key sealed with the present key. An id without an account is let be.
    /// </summary>
    internal async Task SealAsync(string id, CancellationToken ct)
    {
        if (await accounts.FindAsync(id, AccountRows.Account, ct) is not { } row || IsSealed(row))
        {
            return;
        }

        await accounts.ChangeAsync(
            id,
            async change =>
            {
                var stored = await StoredAsync(change, ct);
                change.Replace(AccountRows.Account, Json(stored.Value, seal), stored.Version);
                return true;
            },
            ct);
    }

    private bool IsSealed(TableEntity row) =>
        AccountJson.Read(row, StoredJson.Default.Account).SigningKey is not { } key
            || KeySeal.SealOf(key) == seal.SealsWith;

    private async Task<Account> ChangeAsync(
        AccountChange transaction, Func<Account, Account> change, CancellationToken ct)
    {
        var stored = await StoredAsync(transaction, ct);
        var after = change(stored.Value);
        if (after != stored.Value)
        {
            Replace(transaction, stored, after);
        }

        return after;
    }

    /// <summary>The account that a transaction changes.</summary>
    private async Task<Stored<Account>> StoredAsync(AccountChange change, CancellationToken ct) =>
        await accounts.FindAsync(change.Account, AccountRows.Account, ct) is { } row
            ? new(Read(row), row.ETag)
            : throw new InvalidOperationException($"There is no account {change.Account}.");

    /// <summary>Stores a changed account and notes the change in its audit log.</summary>
    private void Replace(AccountChange change, Stored<Account> read, Account changed)
    {
        change.Replace(AccountRows.Account, Json(changed, seal), read.Version);
        change.Note(
            Named(changed), ActionOf(read.Value, changed), AuditedFields.Of(read.Value), AuditedFields.Of(changed));
    }

    /// <summary>Tells this process that an account is no longer what it was.</summary>
    private void Forget(string account) => Changed?.Invoke(account);

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
        if (!await _logins.TryTakeAsync(login, account.Id, ct))
        {
            return false;
        }

        await ChangeAsync(account.Id, stored => stored with { Login = login }, ct);
        await SettleLoginAsync(account.Id, [account.Login], ct);
        return true;
    }

    /// <summary>Claims a login that an account is about to get; false when it belongs to another.</summary>
    internal Task<bool> TryClaimLoginAsync(string login, string id, CancellationToken ct) =>
        _logins.TryTakeAsync(login, id, ct);

    /// <summary>Lets others have those of these logins that an account has not; returns the account.</summary>
    internal async Task<Account> SettleLoginAsync(string id, IReadOnlyList<string?> logins, CancellationToken ct)
    {
        var account = (await FindAsync(id, ct))!;
        foreach (var other in logins.Where(login => login is not null && login != account.Login))
        {
            await _logins.ReleaseAsync(other!, id, ct);
        }

        if (logins.Count > 0)
        {
            // Whoever renamed it at the same time may have released the one that it has now.
            await _logins.TryTakeAsync(account.Login, id, ct);
        }

        return account;
    }

    internal string HashPin(string id, string pin) => hasher.HashPassword(id, pin);

    internal static string Named(Account account) => $"account {account.Id}";

    private static string ActionOf(Account from, Account to) =>
        to.State > from.State || (to.CallsSuspended && !from.CallsSuspended) ? AuditAction.Suspended
        : to.State < from.State || (from.CallsSuspended && !to.CallsSuspended) ? AuditAction.Resumed
        : AuditAction.Updated;

    /// <summary>A signing key that nobody has had.</summary>
    internal static string NewKey() => RandomNumberGenerator.GetHexString(64, lowercase: true);

    /// <summary>The stored form of an account, its signing key sealed.</summary>
    internal static string Json(Account account, KeySeal seal) =>
        JsonSerializer.Serialize(
            account with { SigningKey = seal.Seal(account.Id, account.SigningKey) }, StoredJson.Default.Account);

    private Account Read(TableEntity row)
    {
        var stored = AccountJson.Read(row, StoredJson.Default.Account);
        return stored with { SigningKey = seal.Open(stored.Id, stored.SigningKey) };
    }
}
