using NodaTime;
using Plum.Core.Accounts;

namespace Plum.Functions.Accounts;

/// <summary>What a login and a PIN are worth.</summary>
public abstract record LoginAnswer
{
    private LoginAnswer()
    {
    }

    /// <summary>What the right PIN of this account is worth.</summary>
    public static LoginAnswer Of(Account account) => account.IsSuspended ? Suspended.Answer : new Right(account);

    /// <summary>The login exists, the PIN is its own, and the account may be used.</summary>
    public sealed record Right(Account Account) : LoginAnswer;

    /// <summary>The login exists and the PIN is its own, but the account may not be used.</summary>
    public sealed record Suspended : LoginAnswer
    {
        public static readonly Suspended Answer = new();
    }

    /// <summary>No such login, or another PIN: nobody is told which.</summary>
    public sealed record Wrong : LoginAnswer
    {
        public static readonly Wrong Answer = new();
    }

    /// <summary>A session stood in for them, and it has ended.</summary>
    public sealed record Ended : LoginAnswer
    {
        public static readonly Ended Answer = new();
    }

    /// <summary>Too many wrong tries: until then even the right PIN is refused, and no try counts.</summary>
    public sealed record Locked(Instant Until) : LoginAnswer;
}
