using System.Collections.Concurrent;
using NodaTime;
using Plum.Core.Accounts;

namespace Plum.Functions.Accounts;

/// <summary>What this process knows of logins without asking: pairs found right lately, and locks.</summary>
internal sealed class RememberedLogins
{
    private const int Max = 50_000;

    /// <summary>After so long a lock is asked for again: a new PIN, set in another process, has ended it.</summary>
    private static readonly Duration LockStaleness = Duration.FromSeconds(30);

    private readonly ConcurrentDictionary<string, RightPair> _right = new();
    private readonly ConcurrentDictionary<string, RememberedLock> _locks = new();
    private readonly Lock _guard = new();
    private int _changes;

    /// <summary>Grows with every account that this process changes.</summary>
    public int Changes => Volatile.Read(ref _changes);

    public RightPair? Find(LoginPair pair) => _right.TryGetValue(pair.Login, out var known) && known.Pin == pair.Pin ? known : null;

    /// <param name="changes">How many <see cref="Changes"/> there were before the account was read.</param>
    public void Remember(LoginPair pair, RightPair right, int changes)
    {
        lock (_guard)
        {
            if (changes == _changes)
            {
                MakeRoom(_right);
                _right[pair.Login] = right;
            }
        }
    }

    /// <summary>Replaces what was remembered, unless it has been forgotten meanwhile.</summary>
    public void Renew(LoginPair pair, RightPair known, RightPair renewed) => _right.TryUpdate(pair.Login, renewed, known);

    public void Forget(LoginPair pair) => _right.TryRemove(pair.Login, out _);

    public void ForgetAccount(string account)
    {
        lock (_guard)
        {
            _changes++;
            foreach (var (login, right) in _right)
            {
                if (right.Account.Id == account)
                {
                    _right.TryRemove(login, out _);
                }
            }
        }
    }

    public Instant? LockedUntil(LoginPair pair, Instant now) =>
        _locks.TryGetValue(pair.Login, out var known) && now < known.ReadAgainAt && now < known.Until ? known.Until : null;

    public void Lock(LoginPair pair, Instant until, Instant now)
    {
        MakeRoom(_locks);
        _locks[pair.Login] = new(until, now + LockStaleness);
        Forget(pair);
    }

    public void Unlock(LoginPair pair) => _locks.TryRemove(pair.Login, out _);

    private static void MakeRoom<T>(ConcurrentDictionary<string, T> map)
    {
        if (map.Count >= Max)
        {
            map.Clear(); // what is forgotten is asked for again
        }
    }
}

/// <summary>A lock that was found in storage.</summary>
internal readonly record struct RememberedLock(Instant Until, Instant ReadAgainAt);

/// <summary>A PIN that was found right.</summary>
/// <param name="Pin">The PIN's hash in its <see cref="LoginPair"/>.</param>
/// <param name="ReadAt">When the account was read.</param>
/// <param name="UnlockedAt">When the login was last seen not to be locked.</param>
internal sealed record RightPair(string Pin, Account Account, Instant ReadAt, Instant UnlockedAt);
