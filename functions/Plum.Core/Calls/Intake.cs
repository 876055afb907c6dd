using NodaTime;

namespace Plum.Core.Calls;

/// <summary>
/// What a campaign has accepted so far. Kept apart from its progress, so that whoever queues calls never waits for its
/// dialing.
/// </summary>
/// <param name="Accepted">How many calls: they hold the positions from 0 up to this, exclusive.</param>
/// <param name="At">When the last of them came.</param>
public sealed record Intake(long Accepted, Instant At)
{
    public static readonly Intake None = new(0, Instant.FromUnixTimeTicks(0));

    public Intake Plus(long calls, Instant now) => new(Accepted + calls, now);
}
