using Azure.Data.Tables;
using Microsoft.AspNetCore.Identity;
using Plum.Core.Accounts;
using Plum.Core.Audit;
using Plum.Functions.Accounts.SigningKeys;
using Plum.Functions.Shared;

namespace Plum.Functions.Accounts;

/// <summary>
/// Adds an account: its login, its place in the lists, and at last itself, in one transaction of its own partition.
/// </summary>
/// <remarks>
/// What a crash leaves before that last step harms nobody: a login that leads to no account is vacant to whoever
/// repeats the request, and to others after a while.
/// </remarks>
internal sealed class AccountCreation(
    AccountTable accounts, KeySeal seal, IPasswordHasher<string> hasher, TimeProvider time)
{
    private const string Request = "Request";
    private const string RequestAt = "RequestAt";

    private readonly LoginClaims _logins = new(accounts, time);
    private readonly AccountIndex _ids = new(accounts);
    private readonly Admins _admins = new(accounts);

    public async Task<Addition> AddAsync(Caller caller, NewAccount wanted, CancellationToken ct)
    {
        if (!Account.IsId(wanted.Id))
        {
            throw new ArgumentException(
                $"An account id is 1 to 32 letters and digits, not '{wanted.Id}'.", nameof(wanted));
        }

        if (await accounts.FindAsync(wanted.Id, AccountRows.Ledger, ct) is { } there)
        {
            return IsOf(there, wanted.Request) ? Addition.Added : Addition.IdTaken;
        }

        if (!await _logins.TryTakeAsync(wanted.Login, wanted.Id, ct))
        {
            return Addition.LoginTaken;
        }

        await _ids.AddAsync(wanted.Id, ct);
        if (wanted.Role == AccountRole.Admin)
        {
            await _admins.AddAsync(wanted.Id, ct);
        }

        return await AddRowsAsync(caller, wanted with { Request = wanted.Request ?? Guid.NewGuid().ToString("N") }, ct);
    }

    public async Task<bool> IsVacantAsync(string id, string request, CancellationToken ct) =>
        await accounts.FindAsync(id, AccountRows.Ledger, ct) is not { } there || IsOf(there, request);

    private async Task<Addition> AddRowsAsync(Caller caller, NewAccount wanted, CancellationToken ct)
    {
        var rows = Rows(caller, wanted).Select(row => TableRows.Save(row, read: null));

        // A lost answer makes the client repeat the transaction, which then fails on its own success.
        if (await accounts.Rows.TrySubmitAsync(rows, ct) is not null
            || IsOf((await accounts.FindAsync(wanted.Id, AccountRows.Ledger, ct))!, wanted.Request))
        {
            return Addition.Added;
        }

        await ReleaseLoginAsync(wanted, ct);
        return Addition.IdTaken;
    }

    private IEnumerable<TableEntity> Rows(Caller caller, NewAccount wanted)
    {
        var hash = hasher.HashPassword(wanted.Id, wanted.Pin);
        var (key, now) = (AccountDirectory.NewKey(), time.Now());
        var account = new Account(wanted.Id, wanted.Login, hash, now, SigningKey: key, Role: wanted.Role).With(
            wanted.Settings) with
        {
            CallsAtOnce = wanted.CallsAtOnce,
            CallsPerSecond = wanted.CallsPerSecond,
            CallerIdCallsAtOnce = wanted.CallerIdCallsAtOnce,
            CallerIdCallsPerSecond = wanted.CallerIdCallsPerSecond,
        };
        var changes = AuditChanges.Between([], AuditedFields.Of(account));
        return
        [
            new(account.Id, AccountRows.Account) { [AccountJson.Property] = AccountDirectory.Json(account, seal) },
            new(account.Id, AccountRows.Ledger)
            {
                [Request] = wanted.Request, [RequestAt] = now.ToDateTimeOffset(), [AuditRows.Kind] = 1,
            },
            AuditRows.Write(
                account.Id,
                new(1, account.CreatedAt, caller.By, AuditAction.Created, AccountDirectory.Named(account), changes)),
        ];
    }

    /// <summary>
    /// Somebody else took the id in this very moment; perhaps with the same login, which is theirs then.
    /// </summary>
    private async Task ReleaseLoginAsync(NewAccount wanted, CancellationToken ct)
    {
        if (await accounts.FindAsync(wanted.Id, AccountRows.Account, ct) is { } winner
            && AccountJson.Read(winner, StoredJson.Default.Account).Login != wanted.Login)
        {
            await _logins.ReleaseAsync(wanted.Login, wanted.Id, ct);
        }
    }

    /// <summary>Whether this request made it. When its key is forgotten the same words are another request.</summary>
    private bool IsOf(TableEntity ledger, string? request) =>
        request is not null && ledger.GetString(Request) == request
        && time.GetUtcNow() - ledger.GetDateTimeOffset(RequestAt) < IdempotencyKeys.Memory;
}
