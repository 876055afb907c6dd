using NodaTime;
using Plum.Core.Times;

namespace Plum.Core.Volume;

/// <summary>What the calls of a report are grouped by. The names are those of the interface, in lower case.</summary>
public enum VolumePeriod
{
    Day,

    /// <summary>Monday to Sunday.</summary>
    Week,

    Month,
}

/// <summary>A day, a week or a month of a report.</summary>
/// <param name="Start">The period's real first day, though the report may begin later in it.</param>
/// <param name="Sum">The calls dialed in it on the report's days.</param>
public sealed record VolumeBucket(LocalDate Start, VolumeSum Sum)
{
    /// <summary>The name of the bucket: the unix second of its Eastern midnight.</summary>
    public long Key => Eastern.StartOfDay(Start).ToUnixTimeSeconds();

    /// <summary>Every bucket that has a day between two, both included, in order; those without calls too.</summary>
    /// <param name="days">The calls of each day that has any.</param>
    public static IReadOnlyList<VolumeBucket> Of(
        LocalDate start, LocalDate end, VolumePeriod period, IReadOnlyDictionary<LocalDate, VolumeSum> days)
    {
        var buckets = new List<VolumeBucket>();
        for (var day = start; day <= end; day = day.PlusDays(1))
        {
            var first = FirstDay(day, period);
            if (buckets.Count == 0 || buckets[^1].Start != first)
            {
                buckets.Add(new(first, default));
            }

            buckets[^1] = new(first, buckets[^1].Sum + days.GetValueOrDefault(day));
        }

        return buckets;
    }

    private static LocalDate FirstDay(LocalDate day, VolumePeriod period) => period switch
    {
        VolumePeriod.Day => day,
        VolumePeriod.Week => day.PlusDays(IsoDayOfWeek.Monday - day.DayOfWeek),
        _ => day.PlusDays(1 - day.Day),
    };
}
