using NodaTime;

namespace Plum.Core.Accounts;

/// <summary>The latest wrong tries of one login, from whatever address, oldest first.</summary>
/// <remarks>
/// Ten within fifteen minutes lock the login for fifteen minutes from the last of them. A right PIN takes none of them
/// back: otherwise who guesses could ride on the owner's successes.
/// </remarks>
public sealed class WrongTries(IReadOnlyList<Instant> at)
{
    public const int Allowed = 10;

    public static readonly Duration Window = Duration.FromMinutes(15);

    public static readonly Duration LockTime = Duration.FromMinutes(15);

    public static readonly WrongTries None = new([]);

    /// <summary>Ten at the most: older ones cannot matter any more.</summary>
    public IReadOnlyList<Instant> At => at;

    /// <summary>When none of this can matter any more, by the clock of whichever process.</summary>
    public Instant OverAt => at.Count == 0 ? Instant.MinValue : at[^1] + Window + LockTime;

    /// <summary>The end of the lock that is on at this instant, or null.</summary>
    public Instant? LockedUntil(Instant now) =>
        at.Count == Allowed && at[^1] - at[0] < Window && now < at[^1] + LockTime ? at[^1] + LockTime : null;

    /// <summary>How many of them may still become a lock.</summary>
    public int Recent(Instant now) => at.Count(tried => now - tried < Window);

    /// <summary>With further tries at this instant.</summary>
    /// <remarks>
    /// Clocks of several processes differ. What one noted as later than now has been by now: were it kept as it is, a
    /// clock that is far ahead would keep the others' tries from being counted.
    /// </remarks>
    public WrongTries Add(Instant now, int count) => new(
        [.. at
            .Select(earlier => Instant.Min(earlier, now))
            .Concat(Enumerable.Repeat(now, Math.Min(count, Allowed)))
            .TakeLast(Allowed)]);
}
