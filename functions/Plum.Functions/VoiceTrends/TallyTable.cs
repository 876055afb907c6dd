using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Azure;
using Azure.Data.Tables;
using NodaTime;
using Plum.Core.VoiceTrends;
using Plum.Functions.Shared;

namespace Plum.Functions.VoiceTrends;

/// <summary>Counts requests in storage, exactly: over all processes, restarts and lost answers.</summary>
/// <remarks>
/// A row is written under the version it was last seen with. This process remembers the rows it wrote, so counting a
/// request takes one storage operation; when another process has written since, the row is read and the request decided
/// anew.
/// </remarks>
public sealed class TallyTable(TableServiceClient tables, TimeProvider time)
{
    internal const string Table = "voicetrends";

    private readonly TableClient _rows = tables.GetTableClient(Table);
    private readonly KeyedTurns _turns = new();
    private readonly Remembered<TallyKey, TallyRow> _remembered = new(time);

    /// <summary>
    /// Where a window stands that is known to be used up; null when only storage can tell. Costs nothing.
    /// </summary>
    internal RateStanding? UsedUp(TallyKey key, int limit) =>
        _remembered.Find(key) is { } row
        && RateStanding.Of(row.Tally.Window.At(time.Now()), limit) is { UsedUp: true } standing
            ? standing
            : null;

    /// <summary>Counts a request before it is answered, unless it is refused.</summary>
    /// <param name="login">The temporary login that asks; null where there is none yet.</param>
    internal async Task<Ruling> AdmitAsync(TallyKey key, long? login, int limit, CancellationToken ct)
    {
        var request = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long)));
        return UsedUp(key, limit) is { } full
            ? new(Verdict.UsedUp, full, null)
            : await ChangeAsync(key, (tally, now) => tally.Admit(request, login, limit, now), ct);
    }

    /// <summary>Lets a new temporary login be used from now on.</summary>
    internal Task OpenAsync(string account, long login, CancellationToken ct) =>
        ChangeAsync(TallyKey.Of(account), (tally, now) => tally.Open(login, now), ct);

    /// <summary>The temporary logins that have not expired, as storage has them.</summary>
    internal async Task<CredentialUses> UsesAsync(string account, CancellationToken ct) =>
        (await ReadAsync(TallyKey.Of(account), ct)).Tally.Uses;

    /// <summary>Removes the tallies of tools and logins whose window is over.</summary>
    internal Task<int> SweepAsync(CancellationToken ct) => _rows.SweepAsync(
        TableClient.CreateQueryFilter(
            $"PartitionKey eq {TallyKey.Authentications} and Window lt {time.GetUtcNow() - TimeSpan.FromHours(1)}"),
        isOver: null,
        ct);

    private Task<Ruling> ChangeAsync(TallyKey key, Func<Tally, Instant, Ruling> decide, CancellationToken ct) =>
        _turns.TakeAsync($"{key.Partition}|{key.Row}", () => ChangeInTurnAsync(key, decide, ct));

    // It ends: who wrote in between has counted a request, and soon the window is used up.
    private async Task<Ruling> ChangeInTurnAsync(
        TallyKey key, Func<Tally, Instant, Ruling> decide, CancellationToken ct)
    {
        for (var known = _remembered.Find(key); ; known = null)
        {
            var row = known ?? _remembered.Set(key, await ReadAsync(key, ct));
            var ruling = decide(row.Tally, time.Now());

            // Another process may have seen the login used since.
            var isDoubtful = known is not null && ruling.Verdict == Verdict.Expired;
            if (!isDoubtful && (ruling.Next is not { } next || await TryWriteAsync(key, row with { Tally = next }, ct)))
            {
                return ruling;
            }
        }
    }

    private async Task<TallyRow> ReadAsync(TallyKey key, CancellationToken ct) =>
        await _rows.FindAsync(key.Partition, key.Row, ct) is { } row
            ? TallyRow.Of(row)
            : new(Tally.Empty(time.Now()), null);

    private async Task<bool> TryWriteAsync(TallyKey key, TallyRow row, CancellationToken ct)
    {
        if (await _rows.TrySaveAsync(row.ToEntity(key), row.Version, ct) is not { } version)
        {
            return false;
        }

        _remembered.Set(key, row with { Version = version });
        return true;
    }
}

/// <summary>Whose requests are counted.</summary>
internal readonly record struct TallyKey(string Partition, string Row)
{
    public const string Authentications = "authentications";

    /// <summary>All requests of an account for data.</summary>
    public static TallyKey Of(string account) => new("accounts", account);

    /// <summary>All authentications with a tool and a login, whether or not there is such a login.</summary>
    public static TallyKey Of(string tool, string login) =>
        new(Authentications, Accounts.AccountRows.Hash($"{tool}\n{login}"));
}

/// <summary>A tally as it is stored.</summary>
/// <param name="Version">Null when it is not stored yet.</param>
internal sealed record TallyRow(Tally Tally, ETag? Version)
{
    private const string Window = "Window";
    private const string Requests = "Requests";
    private const string Uses = "Uses";

    public static TallyRow Of(TableEntity row) => new(
        new(
            new(
                Instant.FromDateTimeOffset(row.GetDateTimeOffset(Window)!.Value),
                ImmutableCollectionsMarshal.AsImmutableArray(
                    MemoryMarshal.Cast<byte, long>(row.GetBinary(Requests)).ToArray())),
            CredentialUses.FromBytes(row.GetBinary(Uses))),
        row.ETag);

    public TableEntity ToEntity(TallyKey key) => new(key.Partition, key.Row)
    {
        [Window] = Tally.Window.Start.ToDateTimeOffset(),
        [Requests] = MemoryMarshal.AsBytes(Tally.Window.Requests.AsSpan()).ToArray(),
        [Uses] = Tally.Uses.ToBytes(),
    };
}
