using System.Collections.Immutable;
using System.Globalization;
using NodaTime;

namespace Plum.Core.Calls;

/// <summary>How far a campaign's list has been given out to dialers.</summary>
/// <param name="Epoch">The campaign's epoch under which calls were given out last.</param>
/// <param name="Anchor">The campaign's anchor then: a new one begins a new grid of slots.</param>
/// <param name="GivenOutTo">Slots before this instant have been given out, or were missed.</param>
/// <param name="Admitted">Positions before this one have had their place in the queue.</param>
/// <param name="Pending">Positions that no dialer has been told of.</param>
/// <param name="Given">What dialers have been told of and have not been seen to claim yet.</param>
/// <param name="Expired">Positions that were never dialed and never will be: the campaign ended first.</param>
/// <param name="Canceled">
/// Likewise: a user canceled all that waited. Calls that were canceled one by one have rows instead.
/// </param>
/// <param name="Orders">How far the last orders to cancel all have come, the newest first.</param>
public sealed record ReleaseProgress(
    long Epoch,
    Instant Anchor,
    Instant GivenOutTo,
    long Admitted,
    PositionRanges Pending,
    ImmutableArray<GivenOut> Given,
    PositionRanges Expired,
    PositionRanges Canceled, ImmutableArray<CancelProgress> Orders)
{
    /// <summary>
    /// A call that has not been claimed this long after its slot never will be: its message was too late, or lost.
    /// </summary>
    public static readonly Duration Overdue = Duration.FromSeconds(60);

    /// <summary>Orders that are remembered: whoever gave one is told its count though others came after it.</summary>
    private const int MostOrders = 20;

    public static readonly ReleaseProgress New = new(
        0,
        Instant.FromUnixTimeTicks(0),
        Instant.FromUnixTimeTicks(0),
        0,
        PositionRanges.None,
        [],
        PositionRanges.None,
        PositionRanges.None,
        []);

    /// <summary>
    /// Positions that were never dialed and never will be. A dialer that was slow to claim one has to give it back.
    /// </summary>
    public PositionRanges GivenUp => Expired.Union(Canceled);

    /// <summary>
    /// The progress with what was accepted since at the end of the queue. Slots that passed while it had nothing are
    /// gone.
    /// </summary>
    public ReleaseProgress Admit(Intake intake) => intake.Accepted <= Admitted ? this : this with
    {
        Admitted = intake.Accepted,
        GivenOutTo = Pending.IsEmpty ? Instant.Max(GivenOutTo, intake.At) : GivenOutTo,
        Pending = Pending.Union(PositionRanges.Of(Admitted, intake.Accepted)),
    };

    /// <summary>The progress after a look at what dialers have claimed.</summary>
    /// <param name="runs">The runs claimed and not folded yet.</param>
    /// <param name="dueWaiting">The due attempts that nobody has claimed.</param>
    /// <remarks>
    /// A slow dialer may claim what has been taken back meanwhile: it is no longer pending either, or it would be given
    /// out for ever.
    /// </remarks>
    public ReleaseProgress Seen(IEnumerable<DialRun> runs, IReadOnlySet<DueAttempt> dueWaiting)
    {
        var claimed = PositionRanges.Of(
            runs.SelectMany(run => run.Calls).Where(call => call.Attempt == 1).Select(call => call.Position));
        return this with { Pending = Pending.Except(claimed), Given = GivenWithout(claimed, dueWaiting.Contains) };
    }

    /// <summary>
    /// The progress after a dialer gave back calls it had claimed and not dialed: they have their place in the queue
    /// again.
    /// </summary>
    public ReleaseProgress GivenBack(PositionRanges positions, IReadOnlySet<DueAttempt> due) => this with
    {
        Pending = Pending.Union(positions.Except(GivenUp)),
        Given = GivenWithout(positions, attempt => !due.Contains(attempt)),
    };

    /// <summary>The progress without a call that a user took out of the queue.</summary>
    /// <param name="due">
    /// The attempt it was waiting for by itself, or null when it had its place in the list's order.
    /// </param>
    public ReleaseProgress Without(long position, DueAttempt? due)
    {
        var positions = due is null ? PositionRanges.Of(position, position + 1) : PositionRanges.None;
        return this with
        {
            Pending = Pending.Except(positions),
            Given = GivenWithout(positions, attempt => attempt != due),
        };
    }

    /// <summary>Whether a call waits for its first attempt in the list's order, dialers told of it or not.</summary>
    public bool Queues(long position) =>
        Pending.Contains(position) || Given.Any(given => given.Positions.Contains(position));

    /// <summary>
    /// The progress after a step of an order to cancel all: calls that nobody has been told of are out of the queue.
    /// </summary>
    /// <param name="positions">Calls that waited in the list's order.</param>
    /// <param name="others">How many calls beside them were canceled in this step.</param>
    public ReleaseProgress CanceledBy(string order, PositionRanges positions, long others = 0) => this with
    {
        Pending = Pending.Except(positions),
        Canceled = Canceled.Union(positions),
        Orders =
        [
            new(order, (CanceledBy(order) ?? 0) + positions.Count + others),
            .. Orders.Where(other => other.Id != order).Take(MostOrders - 1),
        ],
    };

    /// <summary>
    /// How many calls an order has canceled so far; null when it has not been worked on, or so many others have been
    /// since.
    /// </summary>
    public long? CanceledBy(string order) => Orders.FirstOrDefault(other => other.Id == order)?.Canceled;

    /// <summary>
    /// What was given out and not claimed goes back to its place in the queue: the messages that dialers hold are out
    /// of date.
    /// </summary>
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

    /// <summary>When to look whether something given out has become overdue; null when nothing is out.</summary>
    /// <remarks>As a rule calls are claimed in time: only slots that went by unclaimed are worth a look.</remarks>
    public Instant? OverdueIsSeenAt(Instant now) =>
        Given.IsEmpty ? null
        : OverdueAt is { } first && first <= now + Overdue ? first
        : Given.Max(given => given.LastSlot) + Overdue;

    private ImmutableArray<GivenOut> GivenWithout(PositionRanges positions, Func<DueAttempt, bool> keeps) => [.. Given
        .Select(
            given => given with { Positions = given.Positions.Except(positions), Due = [.. given.Due.Where(keeps)] })
        .Where(given => !given.Positions.IsEmpty || !given.Due.IsEmpty)];
}

/// <summary>How many calls an order to cancel all has canceled so far.</summary>
public sealed record CancelProgress(string Id, long Canceled)
{
    public static string Write(ImmutableArray<CancelProgress> orders) =>
        string.Join(
            ',', orders.Select(order => string.Create(CultureInfo.InvariantCulture, $"{order.Id}:{order.Canceled}")));

    public static ImmutableArray<CancelProgress> Parse(string text) =>
    [
        .. from order in text.Split(',', StringSplitOptions.RemoveEmptyEntries)
           let parts = order.Split(':')
           select new CancelProgress(parts[0], long.Parse(parts[1], CultureInfo.InvariantCulture)),
    ];
}

/// <summary>What was given out for a stretch of time, and the instant of the last of its slots.</summary>
public sealed record GivenOut(PositionRanges Positions, ImmutableArray<DueAttempt> Due, Instant LastSlot)
{
    public static string Write(ImmutableArray<GivenOut> given) => string.Join(';', given.Select(entry => string.Create(
        CultureInfo.InvariantCulture,
        $"{entry.LastSlot.ToUnixTimeTicks()}@{entry.Positions}@{string.Join(',', entry.Due.Select(Write))}")));

    public static ImmutableArray<GivenOut> Parse(string text) =>
        [.. text.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(entry =>
    {
        var parts = entry.Split('@');
        ImmutableArray<DueAttempt> due =
            [.. parts[2].Split(',', StringSplitOptions.RemoveEmptyEntries).Select(ParseDue)];
        return new GivenOut(
            PositionRanges.Parse(parts[1]),
            due,
            Instant.FromUnixTimeTicks(long.Parse(parts[0], CultureInfo.InvariantCulture)));
    })];

    private static string Write(DueAttempt due) =>
        string.Create(CultureInfo.InvariantCulture, $"{due.Position}:{due.DueTicks}:{due.Attempt}");

    private static DueAttempt ParseDue(string text)
    {
        var parts = text.Split(':');
        return new(
            long.Parse(parts[0], CultureInfo.InvariantCulture),
            long.Parse(parts[1], CultureInfo.InvariantCulture),
            int.Parse(parts[2], CultureInfo.InvariantCulture));
    }
}
