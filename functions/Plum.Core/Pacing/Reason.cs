using NodaTime;
using NodaTime.Text;
using Plum.Core.Times;

namespace Plum.Core.Pacing;

/// <summary>Why a campaign does what it does, for the people who watch it.</summary>
/// <param name="At">When that changes by itself, or null.</param>
/// <param name="Text">One short line, times in Eastern: "window opens Mon 3 Jan 2022 08:00".</param>
public sealed record Reason(Because Because, Instant? At, string Text)
{
    private static readonly LocalTimePattern Minute = LocalTimePattern.CreateWithInvariantCulture("HH:mm");
    private static readonly LocalTimePattern Second = LocalTimePattern.CreateWithInvariantCulture("HH:mm:ss");
    private static readonly LocalDatePattern Day = LocalDatePattern.CreateWithInvariantCulture("ddd d MMM yyyy");

    /// <summary>A reason that names an instant, with the day when that is not today's.</summary>
    internal static Reason Until(Because because, Instant at, Instant now) =>
        new(because, at, $"{Words(because)} {Time(at, now)}");

    /// <summary>An instant in Eastern time, with the day when that is not today's.</summary>
    public static string Time(Instant at, Instant now) => Written(Eastern.WallClock(at), Eastern.DayOf(now));

    internal static Reason Of(Because because) => new(because, null, Words(because));

    private static string Words(Because because) => because switch
    {
        Because.NextCall => "next call",
        Because.Resting => "resting until",
        Because.WindowClosed => "window opens",
        Because.Scheduled => "scheduled for",
        Because.NotDue => "next call due",
        Because.NoLine => "waiting for a line",
        Because.NoCallsWaiting => "no calls waiting",
        Because.CallsInFlight => "no calls waiting, some in flight",
        Because.NoWindowLeft => "no window left before the end date",
        _ => "past end date",
    };

    private static string Written(LocalDateTime at, LocalDate today)
    {
        var time = (at.Second == 0 ? Minute : Second).Format(at.TimeOfDay);
        return at.Date == today ? time : $"{Day.Format(at.Date)} {time}";
    }
}

/// <summary>What holds a campaign's next call.</summary>
public enum Because
{
    /// <summary>Nothing but the pace.</summary>
    NextCall,

    /// <summary>The time between two periods.</summary>
    Resting,

    /// <summary>No window is open, or none has a slot left, today or yet.</summary>
    WindowClosed,

    /// <summary>The instant that the whole campaign is scheduled for.</summary>
    Scheduled,

    /// <summary>Only retries and calls with a scheduled time of their own are left, and none is due.</summary>
    NotDue,

    /// <summary>Other calls use all the lines there are, or all calls of the second.</summary>
    NoLine,

    /// <summary>The list is done.</summary>
    NoCallsWaiting,

    /// <summary>The list is done but for calls whose outcome is not known yet.</summary>
    CallsInFlight,

    /// <summary>Calls are left that the campaign's days have no slot for.</summary>
    NoWindowLeft,

    /// <summary>The last day is over.</summary>
    PastEndDate,
}
