namespace Plum.Core.Accounts;

/// <summary>
/// The switch for the calls of all accounts together (outbound administration: global suspend and resume).
/// </summary>
/// <param name="CallsSuspended">All calls wait.</param>
/// <param name="Resumptions">How often they were allowed to go on.</param>
public sealed record ServiceSwitch(bool CallsSuspended = false, long Resumptions = 0)
{
    public ServiceSwitch With(bool callsSuspended) => callsSuspended == CallsSuspended
        ? this
        : new(callsSuspended, Resumptions + (callsSuspended ? 0 : 1));
}
