using NodaTime;
using NodaTime.Text;
using NodaTime.TimeZones;

namespace Plum.Core.Times;

/// <summary>
/// America/New_York: the wall clock that campaigns, windows, reports and times written without a zone are read on.
/// </summary>
/// <remarks>
/// Two days a year the wall clock and the instants part. In spring an hour is missing (the <see cref="Gap"/>), in
/// autumn an hour runs twice (the <see cref="Overlap"/>); whoever turns a wall-clock reading into an instant says what
/// is meant then.
/// </remarks>
public static class Eastern
{
    /// <summary>The last day all of whose instants can be written down; later days are read as this one.</summary>
    public static readonly LocalDate LastDay = new(9999, 12, 30);

    private static readonly OffsetDateTimePattern Shown =
        OffsetDateTimePattern.CreateWithInvariantCulture("uuuu'-'MM'-'dd'T'HH':'mm':'sso<m>");

    public static DateTimeZone Zone { get; } = DateTimeZoneProviders.Tzdb["America/New_York"];

    /// <summary>What the clock on the wall reads at an instant.</summary>
    public static LocalDateTime WallClock(Instant instant) => instant.InZone(Zone).LocalDateTime;

    /// <summary>An instant as the interface shows it: <c>2022-01-03T08:00:00-05:00</c>.</summary>
    public static string Show(Instant instant) => Shown.Format(instant.InZone(Zone).ToOffsetDateTime());

    /// <summary>The Eastern day an instant lies in.</summary>
    public static LocalDate DayOf(Instant instant) => instant.InZone(Zone).Date;

    /// <summary>The first instant of a day, which is midnight: Eastern clocks change at two.</summary>
    public static Instant StartOfDay(LocalDate day) =>
        Zone.AtStartOfDay(LocalDate.Min(day, LastDay.PlusDays(1))).ToInstant();

    /// <summary>The first instant after a day.</summary>
    public static Instant EndOfDay(LocalDate day) => StartOfDay(LocalDate.Min(day, LastDay).PlusDays(1));

    /// <summary>The instant at which the clock on the wall reads <paramref name="reading"/>.</summary>
    public static Instant At(LocalDateTime reading, Gap gap, Overlap overlap) =>
        Zone.ResolveLocal(reading, Resolvers.CreateMappingResolver(Resolver(overlap), Resolver(gap))).ToInstant();

    private static AmbiguousTimeResolver Resolver(Overlap overlap) =>
        overlap == Overlap.FirstPass ? Resolvers.ReturnEarlier : Resolvers.ReturnLater;

    private static SkippedTimeResolver Resolver(Gap gap) =>
        gap == Gap.MovedForward ? Resolvers.ReturnForwardShifted : Resolvers.ReturnStartOfIntervalAfter;
}

/// <summary>
/// What a reading means that the clock on the wall never shows: 02:00 to 03:00 on the spring-forward day.
/// </summary>
public enum Gap
{
    /// <summary>
    /// As far after the change as it was meant to lie after two: 02:30 is 03:30. As PHP reads a written time.
    /// </summary>
    MovedForward,

    /// <summary>
    /// The first instant after the gap: 02:30 is 03:00, for something that begins or ends at that hour.
    /// </summary>
    FirstInstantAfter,
}

/// <summary>What a reading means that the clock on the wall shows twice: 01:00 to 02:00 on the fall-back day.</summary>
public enum Overlap
{
    /// <summary>Daylight time. As PHP reads a written time.</summary>
    FirstPass,

    /// <summary>Standard time.</summary>
    SecondPass,
}
