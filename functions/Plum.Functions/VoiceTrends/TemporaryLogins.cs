using System.Buffers.Binary;
using System.Security.Cryptography;
using Azure.Data.Tables;
using Plum.Core.Accounts;
using Plum.Core.VoiceTrends;
using Plum.Functions.Accounts;
using Plum.Functions.Shared;

namespace Plum.Functions.VoiceTrends;

/// <summary>
/// Temporary credentials of VoiceTrends: found by the hash of their login, their password kept as a hash too.
/// </summary>
/// <remarks>
/// What is stored here never changes, so it is remembered. When a login was used last, and so whether it has expired,
/// its account's tally tells.
/// </remarks>
public sealed class TemporaryLogins(TableServiceClient tables, TallyTable tallies, TimeProvider time)
{
    /// <summary>Hexadecimal digits of a login and of a password: 128 random bits each.</summary>
    internal const int Digits = 32;

    private const string Partition = "credentials";

    private readonly TableClient _rows = tables.GetTableClient(TallyTable.Table);
    private readonly Remembered<string, TemporaryLogin> _remembered = new(time);

    /// <summary>New ones for an account whose PIN was found right.</summary>
    internal async Task<(string Login, string Password)> CreateAsync(Account account, CancellationToken ct)
    {
        var (login, password) = (Random(), Random());
        var hash = AccountRows.Hash(login);

        // First what lets it be used: nobody can as long as it is not found.
        await tallies.OpenAsync(account.Id, Number(hash), ct);
        var row = new TableEntity(Partition, hash)
        {
            ["Account"] = account.Id,
            ["Password"] = TokenTable.Hash(password),
            ["Pin"] = PinOf(account),
            ["CreatedAt"] = time.GetUtcNow(),
        };

        // If it is there it is this very row: the answer to the first try got lost.
        await _rows.TrySaveAsync(row, read: null, ct);
        return (login, password);
    }

    /// <summary>What belongs to a login and its password; null when they are nobody's.</summary>
    internal async Task<TemporaryLogin?> FindAsync(string login, string password, CancellationToken ct)
    {
        if (login.Length != Digits || password.Length != Digits)
        {
            return null;
        }

        var hash = AccountRows.Hash(login);
        var found = await _remembered.FindAsync(hash, () => ReadAsync(hash), ct);
        return found is not null && CryptographicOperations.FixedTimeEquals(found.Password, TokenTable.Hash(password))
            ? found
            : null;
    }

    /// <summary>Removes those that have expired.</summary>
    internal async Task<int> SweepAsync(CancellationToken ct)
    {
        var (now, uses) = (time.Now(), new Dictionary<string, CredentialUses>());
        var old = time.GetUtcNow() - CredentialUses.Lifetime.ToTimeSpan();
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {Partition} and CreatedAt le {old}");
        return await _rows.SweepAsync(
            filter, async row => !(await OfAsync(row.GetString("Account"))).IsAlive(Number(row.RowKey), now), ct);

        async ValueTask<CredentialUses> OfAsync(string account) =>
            uses.TryGetValue(account, out var known) ? known : uses[account] = await tallies.UsesAsync(account, ct);
    }

    /// <summary>Stands for the account's PIN: another PIN has another one.</summary>
    internal static string PinOf(Account account) => AccountRows.Hash(account.PinHash);

    private async Task<TemporaryLogin?> ReadAsync(string hash) =>
        await _rows.FindAsync(Partition, hash, default) is { } row
            ? new(row.GetString("Account"), Number(hash), row.GetBinary("Password"), row.GetString("Pin"))
            : null;

    private static string Random() => RandomNumberGenerator.GetHexString(Digits, lowercase: true);

    /// <summary>The number by which the tally knows a login: the first 64 bits of its hash.</summary>
    private static long Number(string hash) =>
        BinaryPrimitives.ReadInt64BigEndian(Convert.FromHexString(hash.AsSpan(0, 16)));
}

/// <param name="Number">By which its account's tally knows it.</param>
/// <param name="Password">The password's SHA-256.</param>
/// <param name="Pin">Stands for the PIN with which it was asked for.</param>
internal sealed record TemporaryLogin(string Account, long Number, byte[] Password, string Pin);
