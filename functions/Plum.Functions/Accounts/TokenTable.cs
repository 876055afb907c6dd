using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using NodaTime;
using Plum.Core.Accounts;
using Plum.Core.Audit;
using Plum.Functions.Accounts.Tokens;
using Plum.Functions.Shared;

namespace Plum.Functions.Accounts;

/// <summary>
/// Bearer tokens, of which only the SHA-256 hashes are stored: a token has 122 random bits or more, so a fast hash
/// suffices.
/// </summary>
/// <remarks>
/// A user's token is a row of its account, changed and audited like everything that an account owns. Since nobody who
/// sends a token names the account, a row under the hash in a table of its own says whose it is. Two tables cannot be
/// changed at once, so a token is found only while it has both, and who has found it asks only for the account's row
/// again: that row is written before the other and deleted before it, and whatever a crash leaves behind opens nothing
/// that the account's list does not show. A development token has the row under its hash only.
/// </remarks>
public sealed class TokenTable(TableServiceClient tables, AccountTable accounts, TimeProvider time)
{
    private const string OwnerRow = "token";
    private const string LastUsed = "LastUsed";

    private readonly TableClient _owners = tables.GetTableClient("tokens");

    /// <summary>Lets the development token act for the account; does nothing when it already may.</summary>
    public Task AddAsync(string account, string token, CancellationToken ct) =>
        SetOwnerAsync(account, null, Hash(token), ct);

    /// <summary>Ends a development token.</summary>
    /// <param name="hash">Its <see cref="HashText"/>.</param>
    internal Task RemoveAsync(string hash, CancellationToken ct) => RemoveOwnerAsync(hash, ct);

    /// <summary>The token with this hash; null when it acts for nobody, or does so no longer.</summary>
    internal async Task<KnownToken?> FindAsync(byte[] hash, CancellationToken ct)
    {
        var found = await _owners.FindAsync(Convert.ToHexStringLower(hash), OwnerRow, ct);

        // The storage looked the hash up in its own time; what admits the caller is this comparison, which takes the
        // same time for all.
        if (found is not { } row || !CryptographicOperations.FixedTimeEquals(row.GetBinary("Hash"), hash))
        {
            return null;
        }

        var account = row.GetString("Account");
        return row.GetInt32("Id") is { } id ? await FindAsync(account, id, hash, ct) : new(account, null, new());
    }

    /// <summary>A user's token as it is stored now, if it still has this hash.</summary>
    internal async Task<KnownToken?> FindAsync(string account, int id, byte[] hash, CancellationToken ct) =>
        await FindAsync(account, id, ct) is { } found
        && CryptographicOperations.FixedTimeEquals(Convert.FromHexString(found.Token.Hash), hash)
            ? new(account, found.Token, new(found.UsedAt))
            : null;

    internal async Task<ListedToken?> FindAsync(string account, int id, CancellationToken ct) =>
        await accounts.FindAsync(account, AccountRows.Of(AccountRows.Token, id), ct) is { } row ? Read(row) : null;

    /// <summary>Those with ids above <paramref name="after"/>, by id.</summary>
    internal async Task<IReadOnlyList<ListedToken>> ListAsync(
        string account, int after, int limit, CancellationToken ct) =>
        await accounts
            .RangeAsync(account, AccountRows.Of(AccountRows.Token, after + 1), $"{AccountRows.Token}}}", limit, ct)
            .Select(Read)
            .ToListAsync(ct);

    internal async Task AddAsync(AccountChange change, Token token, CancellationToken ct)
    {
        await SetOwnerAsync(change.Account, token.Id, Convert.FromHexString(token.Hash), ct);
        change.Add(
            AccountRows.Of(AccountRows.Token, token.Id), JsonSerializer.Serialize(token, StoredJson.Default.Token));
        change.Note(Named(token), AuditAction.Created, [], AuditedFields.Of(token));
    }

    internal async Task DeleteAsync(AccountChange change, Token token, CancellationToken ct)
    {
        await RemoveOwnerAsync(token.Hash, ct);
        change.Delete(AccountRows.Of(AccountRows.Token, token.Id));
        change.Note(Named(token), AuditAction.Deleted, AuditedFields.Of(token), []);
    }

    /// <summary>
    /// Notes that a token was used. No change of the account: nothing is decided by it. A deleted token stays deleted.
    /// </summary>
    /// <exception cref="RequestFailedException">404: it has been deleted.</exception>
    internal Task SetUsedAsync(string account, int id, Instant at, CancellationToken ct)
    {
        var used =
            new TableEntity(account, AccountRows.Of(AccountRows.Token, id)) { [LastUsed] = at.ToDateTimeOffset() };
        return accounts.Rows.UpdateEntityAsync(used, ETag.All, TableUpdateMode.Merge, ct);
    }

    internal static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    internal static string HashText(string token) => AccountRows.Hash(token);

    private static string Named(Token token) => $"token {token.Id}";

    private static ListedToken Read(TableEntity row) => new(
        AccountJson.Read(row, StoredJson.Default.Token),
        row.GetDateTimeOffset(LastUsed) is { } used ? Instant.FromDateTimeOffset(used) : null);

    private Task<Response> SetOwnerAsync(string account, int? id, byte[] hash, CancellationToken ct)
    {
        var row = new TableEntity(Convert.ToHexStringLower(hash), OwnerRow)
        {
            ["Hash"] = hash,
            ["Account"] = account,
            ["CreatedAt"] = time.GetUtcNow(),
        };
        if (id is { } number)
        {
            row["Id"] = number;
        }

        return _owners.UpsertEntityAsync(row, TableUpdateMode.Replace, ct);
    }

    private Task<Response> RemoveOwnerAsync(string hash, CancellationToken ct) =>
        _owners.DeleteEntityAsync(hash, OwnerRow, cancellationToken: ct);
}

/// <summary>A token of an account, and when it was last used, to the minute.</summary>
internal sealed record ListedToken(Token Token, Instant? UsedAt);
