using NodaTime;
using Plum.Core.Accounts;

namespace Plum.Functions.Accounts.Tokens;

/// <summary>A token as this process knows it.</summary>
/// <param name="Account">The account it acts for.</param>
/// <param name="Token">Null for a development token.</param>
internal sealed record KnownToken(string Account, Token? Token, LastUse Use)
{
    /// <summary>As the audit log names who uses it.</summary>
    public string By => Token?.By ?? "token development";
}

/// <summary>The minute in which a token was last used, as far as this process knows.</summary>
internal sealed class LastUse(Instant? stored = null)
{
    private const int Minute = 60;

    private long _minute = stored?.ToUnixTimeSeconds() / Minute ?? 0;

    /// <summary>The minute in which the token is being used, to the first who asks in it; null to all others.</summary>
    public Instant? Next(Instant now)
    {
        var minute = now.ToUnixTimeSeconds() / Minute;
        var last = Interlocked.Read(ref _minute);
        return last < minute && Interlocked.CompareExchange(ref _minute, minute, last) == last
            ? Instant.FromUnixTimeSeconds(minute * Minute)
            : null;
    }

    /// <summary>Learns what another process has stored meanwhile.</summary>
    public void Learn(LastUse stored)
    {
        var (last, other) = (Interlocked.Read(ref _minute), stored._minute);
        if (other > last)
        {
            Interlocked.CompareExchange(ref _minute, other, last);
        }
    }
}
