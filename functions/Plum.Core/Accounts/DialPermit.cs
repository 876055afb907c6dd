namespace Plum.Core.Accounts;

/// <summary>Whether an account's calls may start, as far as administration is asked.</summary>
/// <param name="Resumptions">
/// Grows whenever they may again. It is part of the epoch that dial messages carry, so that what was given out before a suspension is out of
/// date after it.
/// </param>
/// <param name="Gateway">The account's, or null for the service's.</param>
/// <param name="CallsAtOnce">How many of them may go on at once; null is no limit, likewise <paramref name="CallsPerSecond"/>.</param>
public sealed record DialPermit(bool MayDial, long Resumptions, string? Gateway = null, int? CallsAtOnce = null, int? CallsPerSecond = null)
{
    public static DialPermit Of(Account account, ServiceSwitch service) => new(
        account.MayDial && !service.CallsSuspended,
        account.Resumptions + service.Resumptions,
        account.Gateway,
        account.CallsAtOnce,
        account.CallsPerSecond);
}
