using System.Security.Cryptography;
using System.Text;
using Azure.Data.Tables;

namespace Plum.Functions.Accounts;

/// <summary>
/// Bearer tokens, of which only the SHA-256 hashes are stored: a token has 122 random bits, so a fast hash suffices.
/// </summary>
public sealed class TokenTable(TableServiceClient tables, TimeProvider time)
{
    private const string Row = "token";

    private readonly TableClient _tokens = tables.GetTableClient("tokens");

    /// <summary>Lets the token act for the account; does nothing when it already may.</summary>
    public Task AddAsync(string account, string token, CancellationToken ct)
    {
        var hash = Hash(token);
        var row = new TableEntity(Convert.ToHexStringLower(hash), Row)
        {
            ["Hash"] = hash,
            ["Account"] = account,
            ["CreatedAt"] = time.GetUtcNow(),
        };
        return _tokens.UpsertEntityAsync(row, TableUpdateMode.Replace, ct);
    }

    /// <summary>The account the token acts for.</summary>
    internal async Task<string?> AccountOfAsync(byte[] hash, CancellationToken ct)
    {
        var found = await _tokens.GetEntityIfExistsAsync<TableEntity>(Convert.ToHexStringLower(hash), Row, cancellationToken: ct);

        // The storage looked the hash up in its own time; what admits the caller is this comparison, which takes the same
        // time for all.
        return found is { HasValue: true, Value: { } row } && CryptographicOperations.FixedTimeEquals(row.GetBinary("Hash"), hash)
            ? row.GetString("Account")
            : null;
    }

    internal static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
