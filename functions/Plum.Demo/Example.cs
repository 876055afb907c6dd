using System.Globalization;
using System.Text;

namespace Plum.Demo;

/// <summary>
/// The documents' own example: Monday, Wednesday and Friday, 100 calls in 30 minutes, 10 minutes of rest, 08:00 to
/// 11:00 Eastern.
/// </summary>
internal static class Example
{
    public const int Calls = 1_000;

    public static readonly DateTimeOffset ClockStart = Eastern(2021, 12, 31, 12);

    /// <summary>Some hours after the campaign's last day.</summary>
    public static readonly DateTimeOffset ClockEnd = Eastern(2022, 1, 6, 4);

    public static readonly PaceArithmetic Pace =
        new(WindowMinutes: 180, PeriodMinutes: 30, Amount: 100, RestMinutes: 10);

    /// <summary>The days of 1 to 5 January 2022 that the schedule names.</summary>
    public static readonly IReadOnlyList<DateOnly> Days = [.. Enumerable.Range(1, 5)
        .Select(day => new DateOnly(2022, 1, day))
        .Where(day => day.DayOfWeek is DayOfWeek.Monday or DayOfWeek.Wednesday or DayOfWeek.Friday)];

    public static async Task<int> CreateAsync(PlumClient client, Receiver receiver)
    {
        await client.CreateScheduleAsync("""["mon", "wed", "fri"]""", "3wkdays");
        await client.CreateProfileAsync(Pace.PeriodMinutes, Pace.Amount, Pace.RestMinutes, "MorningPace");
        using var numbers = new ByteArrayContent(List());
        return await client.CreateCampaignAsync(
            new()
            {
                ["start_date"] = "2022-01-01",
                ["end_date"] = "2022-01-05",
                ["profiles"] = """[{"profile":"MorningPace","start_time":"08:00","end_time":"11:00"}]""",
                ["schedule"] = "3wkdays",
                ["start_url"] = receiver.StartUrl,
                ["result_url"] = receiver.ResultUrl,
            },
            numbers);
    }

    /// <summary>Eastern standard time, which all of the example lies in.</summary>
    public static DateTimeOffset Eastern(DateTimeOffset instant) => instant.ToOffset(TimeSpan.FromHours(-5));

    public static string Text(DateOnly day) => day.ToString("ddd d MMM", CultureInfo.InvariantCulture);

    private static DateTimeOffset Eastern(int year, int month, int day, int hour) =>
        new(year, month, day, hour, 0, 0, TimeSpan.FromHours(-5));

    // 555-01xx numbers belong to nobody.
    private static byte[] List()
    {
        var csv = new StringBuilder();

        for (var i = 0; i < Calls; i++)
        {
            csv.Append(
                CultureInfo.InvariantCulture,
                $"tel:+1{201 + (i / 100)}55501{i % 100:D2};ani=8005550100,customer-{i + 1}\n");
        }

        return Encoding.ASCII.GetBytes(csv.ToString());
    }
}
