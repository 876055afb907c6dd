using Plum.Core.Pacing;

namespace Plum.Core.Accounts;

/// <summary>Whether an account's calls may start, as far as administration is asked, and how.</summary>
/// <param name="Resumptions">
/// Grows whenever they may again. It is part of the epoch that dial messages carry, so that what was given out before a
/// suspension is out of date after it.
/// </param>
/// <param name="Gateway">The account's, or null for the service's.</param>
/// <param name="CallerId">What calls show unless they or their campaign say otherwise; null is nothing.</param>
/// <param name="Owned">What they may show; null is anything.</param>
/// <param name="Limit">How many of them may go on, and start, at once.</param>
/// <param name="CallerIdLimit">How many that show one and the same caller id.</param>
public sealed record DialPermit(
    bool MayDial, long Resumptions, string? Gateway, string? CallerId, IReadOnlySet<string>? Owned, LineLimit Limit,
    LineLimit CallerIdLimit)
{
    /// <summary>Of an account that is gone.</summary>
    public static DialPermit None(ServiceSwitch service) =>
        new(false, service.Resumptions, null, null, null, LineLimit.None, LineLimit.None);

    public static DialPermit Of(Account account, ServiceSwitch service) => new(
        account.MayDial && !service.CallsSuspended,
        account.Resumptions + service.Resumptions,
        account.Gateway,
        account.CallerId,
        account.Owned(),
        new(account.CallsAtOnce, account.CallsPerSecond),
        new(account.CallerIdCallsAtOnce, account.CallerIdCallsPerSecond));
}
