using System.Globalization;
using Azure;
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
    private const int Attempts = 12;

    internal async Task<Found> ReadAsync(string login, CancellationToken ct) =>
        await accounts.FindAsync(Partition, login, ct) is { } row ? new(login, Parse(row), row) : new(login, WrongTries.None, null);

    /// <summary>Adds a wrong try to those that were read, or to those that others have stored since.</summary>
    internal async Task<WrongTries> AddAsync(Found read, CancellationToken ct)
    {
        var change = Guid.NewGuid().ToString("N");
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            var tries = read.Tries.Add(time.Now(), 1);
            if (await TryWriteAsync(read, tries, change, ct))
            {
                return tries;
            }

            read = await ReadAsync(read.Login, ct);

            // A write whose answer got lost is not made twice; and a try does not prolong a lock that another process has set.
            if (read.Row?.GetString(Change) == change || read.Tries.LockedUntil(time.Now()) is not null)
            {
                return read.Tries;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(10 * attempt)), time, ct);
        }

        throw new BusyException();
    }

    /// <summary>Takes all tries of a login back.</summary>
    internal Task ForgetAsync(string login, CancellationToken ct) =>
        accounts.Rows.DeleteEntityAsync(Partition, login, cancellationToken: ct);

    /// <summary>Removes what can no longer matter.</summary>
    internal Task<int> SweepAsync(CancellationToken ct) => accounts.Rows.SweepAsync(
        TableClient.CreateQueryFilter($"PartitionKey eq {Partition} and OverAt le {time.GetUtcNow()}"), isOver: null, ct);

    private async Task<bool> TryWriteAsync(Found read, WrongTries tries, string change, CancellationToken ct)
    {
        var row = new TableEntity(Partition, read.Login)
        {
            [Tries] = string.Join(',', tries.At.Select(at => at.ToUnixTimeTicks().ToString(CultureInfo.InvariantCulture))),
            [OverAt] = tries.OverAt.ToDateTimeOffset(),
            [Change] = change,
        };
        try
        {
            await (read.Row is { } old
                ? accounts.Rows.UpdateEntityAsync(row, old.ETag, TableUpdateMode.Replace, ct)
                : accounts.Rows.AddEntityAsync(row, ct));
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 404 or 409 or 412)
        {
            return false;
        }
    }

    private static WrongTries Parse(TableEntity row) => new(
        [.. row.GetString(Tries).Split(',').Select(ticks => Instant.FromUnixTimeTicks(long.Parse(ticks, CultureInfo.InvariantCulture)))]);

    internal sealed record Found(string Login, WrongTries Tries, TableEntity? Row);
}
