using System.Collections.Concurrent;
using NodaTime;

namespace Plum.Functions.Accounts;

/// <summary>What this process knows of logins without asking: PINs found right, and locks.</summary>
internal sealed class RememberedLogins
{
    private const int Max = 50_000;

    /// <summary>After so long a lock is asked for again: a new PIN, set in another process, has ended it.</summary>
    private static readonly Duration LockStaleness = Duration.FromSeconds(30);

    private readonly ConcurrentDictionary<string, RightPin> _right = new();
    private readonly ConcurrentDictionary<string, RememberedLock> _locks = new();

    public RightPin? Find(LoginPair pair) => _right.TryGetValue(pair.Login, out var known) && known.Pin == pair.Pin ? known : null;

    public void Remember(LoginPair pair, RightPin right) => Put(_right, pair, right);

    public Instant? LockedUntil(LoginPair pair, Instant now) =>
        _locks.TryGetValue(pair.Login, out var known) && now < known.ReadAgainAt && now < known.Until ? known.Until : null;

    public void Lock(LoginPair pair, Instant until, Instant now) =>
        Put(_locks, pair, new RememberedLock(until, now + LockStaleness));

    public void Unlock(LoginPair pair) => _locks.TryRemove(pair.Login, out _);

    private static void Put<T>(ConcurrentDictionary<string, T> map, LoginPair pair, T value)
    {
        if (map.Count >= Max)
        {
            map.Clear(); // what is forgotten is asked for again
        }

        map[pair.Login] = value;
    }

    /// <summary>A lock that was found in storage.</summary>
    private readonly record struct RememberedLock(Instant Until, Instant ReadAgainAt);
}

/// <summary>A PIN that was found right, and is as long as its account has the same login and PIN hash.</summary>
/// <param name="Pin">The PIN's hash in its <see cref="LoginPair"/>.</param>
/// <param name="Account">Whose PIN it is.</param>
/// <param name="PinHash">The account's hash of it.</param>
/// <param name="UnlockedAt">When the login was last seen not to be locked.</param>
internal sealed record RightPin(string Pin, string Account, string PinHash, Instant UnlockedAt);
