using NodaTime;

namespace Plum.Core.Tests.Times;

/// <summary>
/// Makes up times of every family, in chains, and spoilt; said at any moment and where the calendar bites.
/// </summary>
internal sealed class SaidTimes(int seed)
{
    // Each for a quirk: Santiago and Cairo change at midnight, Lord Howe by half an hour, Apia left out a day, St.
    // John's is west at a half hour, Kathmandu at three quarters; Berlin, London and Auckland read the hour shown twice
    // unlike America.
    private static readonly string[] Zones =
    [
        "America/New_York", "America/New_York", "America/New_York", "America/Chicago", "America/Los_Angeles",
        "America/Phoenix",
        "America/St_Johns", "America/Santiago", "America/Sao_Paulo", "Europe/London", "Europe/Berlin", "Africa/Cairo",
        "Asia/Kathmandu", "Australia/Lord_Howe", "Australia/Sydney", "Pacific/Auckland", "Pacific/Apia", "UTC",
    ];

    private static readonly Instant Earliest = Instant.FromUtc(1971, 1, 1, 0, 0);
    private static readonly Instant Latest = Instant.FromUtc(2037, 1, 1, 0, 0);

    private readonly Random _random = new(seed);
    private readonly Phrases _phrases = new(seed);

    public IEnumerable<SaidTime> Make(int count) => Enumerable.Range(0, count).Select(_ => Make());

    private SaidTime Make()
    {
        var zone = Zones[_random.Next(Zones.Length)];
        var spoilt = _random.Next(5) == 0;
        var text = spoilt ? _phrases.Spoilt() : _phrases.Phrase();
        return new(zone, Now(DateTimeZoneProviders.Tzdb[zone]).ToUnixTimeSeconds(), !spoilt, text);
    }

    private Instant Now(DateTimeZone zone)
    {
        var any = Earliest + Duration.FromSeconds(_random.NextInt64((long)(Latest - Earliest).TotalSeconds));
        return _random.Next(6) switch
        {
            0 or 1 => NearChange(zone, any),
            2 => NearMidnight(zone, any, date => date.With(DateAdjusters.EndOfMonth)),
            3 => NearMidnight(zone, any, date => new(date.Year, 12, 31)),
            4 => NearMidnight(zone, any, date => new(date.Year - date.Year % 4, 2, 29)),
            _ => any,
        };
    }

    // Within four hours of a change of the clocks, or a day, a week or a month from there at the same hour.
    private Instant NearChange(DateTimeZone zone, Instant any)
    {
        var interval = zone.GetZoneInterval(any);
        var change = interval.HasEnd && interval.End < Latest ? interval.End : any;
        var days = _random.Next(4) switch { 0 => 1, 1 => 7, 2 => 30, _ => 0 };
        return change + Duration.FromMinutes(_random.Next(-240, 241)) - Duration.FromDays(days);
    }

    private Instant NearMidnight(DateTimeZone zone, Instant any, Func<LocalDate, LocalDate> day) =>
        zone
            .AtLeniently(day(any.InZone(zone).Date).AtMidnight())
            .ToInstant() + Duration.FromMinutes(_random.Next(-120, 26 * 60));
}
