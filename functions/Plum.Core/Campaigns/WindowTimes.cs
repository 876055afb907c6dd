using NodaTime;
using NodaTime.Text;

namespace Plum.Core.Campaigns;

/// <summary>
/// The times of a window as the interface writes them: <c>08:00</c>, and <c>24:00</c> for an end at midnight.
/// </summary>
public static class WindowTimes
{
    private static readonly LocalTimePattern Minute = LocalTimePattern.CreateWithInvariantCulture("HH':'mm");

    public static string Start(LocalTime start) => Minute.Format(start);

    public static string End(LocalTime end) => end == LocalTime.Midnight ? "24:00" : Minute.Format(end);
}
