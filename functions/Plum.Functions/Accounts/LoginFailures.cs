using System.Globalization;
using Azure.Data.Tables;
using NodaTime;
using Plum.Core.Accounts;
using Plum.Functions.Shared;

namespace Plum.Functions.Accounts;

/// <summary>The wrong tries of every login, stored so that they count over all processes and restarts.</summary>
/// <remarks>Logins that do not exist have them too: whether one exists must not show.</remarks>
public sealed class LoginFailures(AccountTable accounts, TimeProvider time)
{
    // A hyphen cannot stand in an account id, so no account's partition has this name.
    internal const string Partition = "login-failures";

    private const string Tries = "Tries";
    private const string OverAt = "OverAt";
    private const string Change = "Change";

    internal async Task<Found> ReadAsync(string login, CancellationToken ct) =>
        await accounts.FindAsync(Partition, login, ct) is { } row
            ? new(login, Parse(row), row)
            : new(login, WrongTries.None, null);

    /// <summary>Adds a wrong try to those that were read, or to those that others have stored since.</summary>
    internal async Task<WrongTries> AddAsync(Found read, CancellationToken ct)
    {
        var change = Guid.NewGuid().ToString("N");
        var tries = read.Tries;
        await time.RetryOnConflictAsync(
            async () =>
            {
                tries = read.Tries.Add(time.Now(), 1);
                if (await accounts.Rows.TrySaveAsync(RowOf(read.Login, tries, change), read.Row?.ETag, ct) is not null)
                {
                    return true;
                }

                // A write whose answer got lost is not made twice; and a try does not prolong a lock that another
                // process has set.
                read = await ReadAsync(read.Login, ct);
                tries = read.Tries;
                return read.Row?.GetString(Change) == change || tries.LockedUntil(time.Now()) is not null;
            },
            ct,
            tries: 12);
        return tries;
    }

    /// <summary>Takes all tries of a login back.</summary>
    internal Task ForgetAsync(string login, CancellationToken ct) =>
        accounts.Rows.DeleteEntityAsync(Partition, login, cancellationToken: ct);

    /// <summary>Removes what can no longer matter.</summary>
    internal Task<int> SweepAsync(CancellationToken ct) => accounts.Rows.SweepAsync(
        TableClient.CreateQueryFilter($"PartitionKey eq {Partition} and OverAt le {time.GetUtcNow()}"),
        isOver: null,
        ct);

    private static TableEntity RowOf(string login, WrongTries tries, string change) => new(Partition, login)
    {
        [Tries] = string.Join(',', tries.At.Select(at => at.ToUnixTimeTicks().ToString(CultureInfo.InvariantCulture))),
        [OverAt] = tries.OverAt.ToDateTimeOffset(),
        [Change] = change,
    };

    private static WrongTries Parse(TableEntity row) => new(
        [.. row
            .GetString(Tries)
            .Split(',')
            .Select(ticks => Instant.FromUnixTimeTicks(long.Parse(ticks, CultureInfo.InvariantCulture)))]);

    internal sealed record Found(string Login, WrongTries Tries, TableEntity? Row);
}
