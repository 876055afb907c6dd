using Plum.Core.Accounts;

namespace Plum.Functions.Accounts;

/// <summary>An account to be added.</summary>
/// <param name="Settings">A signing key is drawn unless one is given.</param>
/// <param name="Request">
/// Tells this request from every other, so that one that is repeated finds its own account there.
/// </param>
public sealed record NewAccount(
    string Id,
    string Login,
    string Pin,
    AccountSettings Settings,
    AccountRole Role = AccountRole.Sender,
    string? Request = null)
{
    public int? CallsAtOnce { get; init; }

    public int? CallsPerSecond { get; init; }

    public int? CallerIdCallsAtOnce { get; init; }

    public int? CallerIdCallsPerSecond { get; init; }

    /// <summary>The id alone: the PIN must not reach a log by way of a message.</summary>
    public override string ToString() => $"new account {Id}";
}

/// <summary>What became of it.</summary>
public enum Addition
{
    /// <summary>It is there, now or by an earlier try of the same request.</summary>
    Added,

    /// <summary>Another account has its id.</summary>
    IdTaken,

    /// <summary>Another account has its login.</summary>
    LoginTaken,
}
