using System.Collections.Concurrent;
using Plum.Core.Accounts;

namespace Plum.Functions.Accounts;

/// <summary>Accounts as they were at most half a minute ago, for those who need one with every call they make.</summary>
public sealed class KnownAccounts
{
    private const int MaxRemembered = 10_000;

    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, Remembered> _remembered = new();
    private readonly AccountDirectory _accounts;
    private readonly TimeProvider _time;

    public KnownAccounts(AccountDirectory accounts, TimeProvider time)
    {
        (_accounts, _time) = (accounts, time);
        accounts.Changed += account => _remembered.TryRemove(account, out _);
    }

    /// <summary>The account, or null when there is none with this id.</summary>
    public async ValueTask<Account?> FindAsync(string account, CancellationToken ct)
    {
        if (_remembered.TryGetValue(account, out var known) && _time.GetUtcNow() < known.Until)
        {
            return known.Account;
        }

        return await _accounts.FindAsync(account, ct) is { } found ? Remember(found) : null;
    }

    private Account Remember(Account account)
    {
        if (_remembered.Count >= MaxRemembered)
        {
            _remembered.Clear();
        }

        _remembered[account.Id] = new(account, _time.GetUtcNow() + Memory);
        return account;
    }

    private readonly record struct Remembered(Account Account, DateTimeOffset Until);
}
