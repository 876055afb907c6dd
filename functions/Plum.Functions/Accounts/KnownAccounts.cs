using Plum.Core.Accounts;
using Plum.Functions.Shared;

namespace Plum.Functions.Accounts;

/// <summary>
/// Accounts as they were at most half a minute ago, for those who need one with every call they make.
/// </summary>
public sealed class KnownAccounts
{
    private readonly AccountDirectory _accounts;
    private readonly Remembered<string, Account> _remembered;

    public KnownAccounts(AccountDirectory accounts, TimeProvider time)
    {
        (_accounts, _remembered) = (accounts, new(time, TimeSpan.FromSeconds(30)));
        accounts.Changed += _remembered.Forget;
    }

    /// <summary>The account, or null when there is none with this id.</summary>
    public ValueTask<Account?> FindAsync(string account, CancellationToken ct) =>
        _remembered.FindAsync(account, () => _accounts.FindAsync(account, default), ct);
}
