using NodaTime;

namespace Plum.Core.Accounts;

/// <summary>
/// A bearer token that a user made for an account. The token itself is known only to who was shown it.
/// </summary>
/// <param name="Id">Unique among the account's tokens, from 1 upwards, never used again.</param>
/// <param name="Label">What its maker calls it: 1 to 64 characters.</param>
/// <param name="Hash">The SHA-256 of the token: 64 lower-case hexadecimal digits.</param>
/// <param name="ExpiresAt">From this instant on the token is refused; null is never.</param>
public sealed record Token(int Id, string Label, string Hash, Instant CreatedAt, Instant? ExpiresAt = null)
{
    /// <summary>More than an account has programs. It bounds what a list of them costs.</summary>
    public const int MaxPerAccount = 100;

    /// <summary>As the audit log names who uses it.</summary>
    public string By => $"token {Id} ({Label})";

    public bool IsExpired(Instant now) => now >= ExpiresAt;

    /// <summary>
    /// Which of an account's tokens give way to one more, or null when it has too many live ones. Expired tokens stay
    /// in the list for their owner to see until room is needed; those that expired first go first.
    /// </summary>
    public static IReadOnlyList<Token>? GivingWay(IReadOnlyCollection<Token> tokens, Instant now)
    {
        var tooMany = Math.Max(0, tokens.Count - MaxPerAccount + 1);
        var expired = tokens
            .Where(token => token.IsExpired(now))
            .OrderBy(token => token.ExpiresAt)
            .Take(tooMany)
            .ToList();
        return expired.Count == tooMany ? expired : null;
    }
}
