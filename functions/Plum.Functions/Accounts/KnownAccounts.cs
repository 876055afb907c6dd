using System.Collections.Concurrent;
using Plum.Core.Accounts;
using Plum.Functions.Shared;

namespace Plum.Functions.Accounts;

/// <summary>Accounts as they were at most half a minute ago, for those who need one with every call they make.</summary>
public sealed class KnownAccounts
{
    private const int MaxRemembered = 10_000;

    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, Remembered> _remembered = new();
    private readonly AccountDirectory _accounts;
    private readonly TimeProvider _time;
    private readonly SharedReads<(string Account, int Changes), Account?> _reads = new();
    private readonly Lock _guard = new();
    private int _changes;

    public KnownAccounts(AccountDirectory accounts, TimeProvider time)
    {
        (_accounts, _time) = (accounts, time);
        accounts.Changed += Forget;
    }

    /// <summary>The account, or null when there is none with this id.</summary>
    public async ValueTask<Account?> FindAsync(string account, CancellationToken ct)
    {
        if (_remembered.TryGetValue(account, out var known) && _time.GetUtcNow() < known.Until)
        {
            return known.Account;
        }

        // What was begun before a change is not shared with who comes after it.
        var changes = Volatile.Read(ref _changes);
        return await _reads.ReadAsync((account, changes), () => ReadAsync(account, changes), ct);
    }

    private async Task<Account?> ReadAsync(string account, int changes)
    {
        var found = await _accounts.FindAsync(account, default);
        if (found is not null)
        {
            Remember(found, changes);
        }

        return found;
    }

    /// <param name="account">What was read, perhaps before a change of which this process knows.</param>
    /// <param name="changes">How many changes there had been before it was read.</param>
    private void Remember(Account account, int changes)
    {
        lock (_guard)
        {
            if (changes != _changes)
            {
                return;
            }

            if (_remembered.Count >= MaxRemembered)
            {
                _remembered.Clear();
            }

            _remembered[account.Id] = new(account, _time.GetUtcNow() + Memory);
        }
    }

    private void Forget(string account)
    {
        lock (_guard)
        {
            _changes++;
            _remembered.TryRemove(account, out _);
        }
    }

    private readonly record struct Remembered(Account Account, DateTimeOffset Until);
}
