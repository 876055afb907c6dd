using System.Collections.Immutable;
using System.Globalization;
using NodaTime;

namespace Plum.Core.Calls;

/// <summary>How far a campaign's list has been given out to dialers.</summary>
/// <param name="Epoch">The campaign's epoch under which calls were given out last.</param>
/// <param name="Anchor">The campaign's anchor then: a new one begins a new grid of slots.</param>
/// <param name="GivenOutTo">Slots before this instant have been given out, or were missed.</param>
/// <param name="Accepted">How many calls the list holds.</param>
/// <param name="Pending">Positions that no dialer has been told of.</param>
/// <param name="Given">What dialers have been told of and have not been seen to claim yet.</param>
/// <param name="Expired">Positions that were never dialed and never will be: the campaign ended first.</param>
public sealed record ReleaseProgress(
    long Epoch, Instant Anchor, Instant GivenOutTo, long Accepted, PositionRanges Pending, ImmutableArray<GivenOut> Given, PositionRanges Expired)
{
    /// <summary>A call that has not been claimed this long after its slot never will be: its message was too late, or lost.</summary>
    public static readonly Duration Overdue = Duration.FromSeconds(60);

    public static readonly ReleaseProgress New = new(0, Instant.FromUnixTimeTicks(0), Instant.FromUnixTimeTicks(0), 0, PositionRanges.None, [], PositionRanges.None);

    /// <summary>The progress with more calls at the end of the list. Slots that passed while it had none are gone.</summary>
    public ReleaseProgress Append(long calls, Instant now) => this with
    {
        Accepted = Accepted + calls,
        GivenOutTo = Pending.IsEmpty ? Instant.Max(GivenOutTo, now) : GivenOutTo,
        Pending = Pending.Union(PositionRanges.Of(Accepted, Accepted + calls)),
    };

    /// <summary>The progress after a look at what dialers have claimed.</summary>
    /// <param name="runs">The runs claimed and not folded yet.</param>
    /// <param name="retriesWaiting">The retries that nobody has claimed.</param>
    /// <remarks>
    /// A slow dialer may claim what has been taken back meanwhile: it is no longer pending either, or it would be given out for ever.
    /// </remarks>
    public ReleaseProgress Seen(IEnumerable<DialRun> runs, IReadOnlySet<RetryDue> retriesWaiting)
    {
        var claimed = PositionRanges.Of(runs.SelectMany(run => run.Calls).Where(call => call.Attempt == 1).Select(call => call.Position));
        return this with { Pending = Pending.Except(claimed), Given = GivenWithout(claimed, retriesWaiting.Contains) };
    }

    /// <summary>The progress after a dialer gave back calls it had claimed and not dialed: they have their place in the queue again.</summary>
    public ReleaseProgress GivenBack(PositionRanges positions, IReadOnlySet<RetryDue> retries) => this with
    {
        Pending = Pending.Union(positions.Except(Expired)),
        Given = GivenWithout(positions, retry => !retries.Contains(retry)),
    };

    /// <summary>What was given out and not claimed goes back to its place in the queue: the messages that dialers hold are out of date.</summary>
    /// <remarks>Of an old grid, slots up to now are used or lost; of a new one, none is.</remarks>
    public ReleaseProgress TakenBack(long epoch, Instant anchor, Instant now) => this with
    {
        Epoch = epoch,
        Anchor = anchor,
        GivenOutTo = anchor == Anchor ? now : anchor,
        Pending = Given.Aggregate(Pending, (pending, given) => pending.Union(given.Positions)),
        Given = [],
    };

    /// <summary>When something given out becomes overdue unless it is claimed, or null when nothing is out.</summary>
    public Instant? OverdueAt => Given.IsEmpty ? null : Given.Min(given => given.LastSlot) + Overdue;

    private ImmutableArray<GivenOut> GivenWithout(PositionRanges positions, Func<RetryDue, bool> keeps) => [.. Given
        .Select(given => given with { Positions = given.Positions.Except(positions), Retries = [.. given.Retries.Where(keeps)] })
        .Where(given => !given.Positions.IsEmpty || !given.Retries.IsEmpty)];
}

/// <summary>What was given out together, and the instant of the last of its slots.</summary>
public sealed record GivenOut(PositionRanges Positions, ImmutableArray<RetryDue> Retries, Instant LastSlot)
{
    public static string Write(ImmutableArray<GivenOut> given) => string.Join(';', given.Select(entry => string.Create(
        CultureInfo.InvariantCulture,
        $"{entry.LastSlot.ToUnixTimeTicks()}@{entry.Positions}@{string.Join(',', entry.Retries.Select(Write))}")));

    public static ImmutableArray<GivenOut> Parse(string text) => [.. text.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(entry =>
    {
        var parts = entry.Split('@');
        ImmutableArray<RetryDue> retries = [.. parts[2].Split(',', StringSplitOptions.RemoveEmptyEntries).Select(ParseRetry)];
        return new GivenOut(PositionRanges.Parse(parts[1]), retries, Instant.FromUnixTimeTicks(long.Parse(parts[0], CultureInfo.InvariantCulture)));
    })];

    private static string Write(RetryDue retry) =>
        string.Create(CultureInfo.InvariantCulture, $"{retry.Position}:{retry.DueTicks}:{retry.Attempt}");

    private static RetryDue ParseRetry(string text)
    {
        var parts = text.Split(':');
        return new(
            long.Parse(parts[0], CultureInfo.InvariantCulture),
            long.Parse(parts[1], CultureInfo.InvariantCulture),
            int.Parse(parts[2], CultureInfo.InvariantCulture));
    }
}
