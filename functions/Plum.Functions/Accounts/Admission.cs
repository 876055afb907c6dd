using Plum.Core.Accounts;

namespace Plum.Functions.Accounts;

/// <summary>Whether a request may act for an account.</summary>
public abstract record Admission
{
    private Admission()
    {
    }

    /// <summary>What it is worth to have proven to act for this account.</summary>
    /// <param name="by">See <see cref="Caller.By"/>.</param>
    public static Admission Of(Account account, string by) =>
        account.IsSuspended ? Suspended.Answer : new Granted(new(account.Id, by));

    /// <summary>It may, for this one.</summary>
    public sealed record Granted(Caller Caller) : Admission;

    /// <summary>
    /// Nobody is known by what it carries: nothing at all, a token that is not valid, a wrong login or PIN.
    /// </summary>
    public sealed record Refused : Admission
    {
        public static readonly Refused Answer = new();
    }

    /// <summary>It is the account's own, and the account may not be used.</summary>
    public sealed record Suspended : Admission
    {
        public static readonly Suspended Answer = new();
    }

    /// <summary>
    /// It carries a session and would change something without that session's token: perhaps another site has sent it.
    /// </summary>
    public sealed record Forged : Admission
    {
        public static readonly Forged Answer = new();
    }

    /// <summary>The login has had too many wrong tries.</summary>
    public sealed record Locked(LoginAnswer.Locked Login) : Admission;
}
