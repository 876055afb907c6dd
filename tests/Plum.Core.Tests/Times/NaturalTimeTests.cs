using System.Globalization;
using System.Text.Json;
using NodaTime;
using Plum.Core.Times;
using Xunit;

namespace Plum.Core.Tests.Times;

public sealed class NaturalTimeTests
{
    private const long FridayMorning = 1772811015; // 6 March 2026 10:30:15 in New York

    /// <summary>Families and traps one by one, made with PHP 8.2.35.</summary>
    public static TheoryData<string, long?> Vectors { get; } =
    [
        .. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Times", "strtotime-vectors.tsv"))
            .Where(line => !line.StartsWith('#'))
            .Select(Vector),
    ];

    [Theory]
    [MemberData(nameof(Vectors))]
    [InlineData("Wed, 14 Oct 2026 15:15:30 +0000 (UTC)", 1791990930L)]
    public void TryParse_ReadsAsPhp(string text, long? seconds) =>
        Assert.Null(new SaidTime("America/New_York", FridayMorning, true, text, seconds).Departure);

    [Theory]
    [InlineData("tonight", "'tonight' is not understood")]
    [InlineData("meet me tonight at 9", "'meet' is not understood in 'meet me tonight at 9'")]
    [InlineData("+3 days from now", "'from' is not understood in '+3 days from now'")]
    [InlineData("next tues", "'tues' is not understood in 'next tues'; write 'tuesday'")]
    [InlineData("next Tues.", "'Tues.' is not understood in 'next Tues.'; write 'tuesday'")]
    [InlineData("thurs 9am", "'thurs' is not understood in 'thurs 9am'; write 'thursday'")]
    [InlineData("Weds", "'Weds' is not understood; write 'wednesday'")]
    [InlineData("novem 3", "'novem' is not understood in 'novem 3'; write 'november'")]
    [InlineData("tomorrow wedn", "'wedn' is not understood in 'tomorrow wedn'; write 'wednesday'")]
    [InlineData("in 3 days", "'in' is not understood in 'in 3 days'")]
    [InlineData("2026-13-01", "'2026-13-01' is not understood")]
    [InlineData("25:00", "'25:00' is not understood")]
    [InlineData("tomorrow 13pm", "'13pm' is not understood in 'tomorrow 13pm'")]
    [InlineData("dec 25 8am", "'8am' is not understood in 'dec 25 8am'")]
    [InlineData("9:00 10:00", "'10:00' is a second time of day in '9:00 10:00'")]
    [InlineData("oct 14, 2026 nov 15", "'nov 15' is a second date in 'oct 14, 2026 nov 15'")]
    [InlineData("15:00 CET", "'CET' is not understood in '15:00 CET'")]
    [InlineData("15:00 Europe/Atlantis", "'Europe/Atlantis' is not understood in '15:00 Europe/Atlantis'")]
    [InlineData("9am\u2003tomorrow", "'9am\u2003tomorrow' is not understood")]
    [InlineData("", "It says no time")]
    [InlineData(" , ", "It says no time")]
    [InlineData("EST", "It says no time")]
    [InlineData("+5", "It says no time")]
    [InlineData("+9999999999999 years", "'+9999999999999 years' is outside the years 1 to 9999")]
    [InlineData("0000-00-00 00:00:00", "'0000-00-00 00:00:00' is outside the years 1 to 9999")]
    [InlineData("@99999999999999999999999999", "'@99999999999999999999999999' is too far away")]
    public void TryParse_SaysWhichPartItDoesNotUnderstand(string text, string reason)
    {
        Assert.False(NaturalTime.TryParse(
            text, Instant.FromUnixTimeSeconds(FridayMorning), Eastern.Zone, out _, out var actual));

        Assert.Equal(reason, actual);
    }

    [Fact]
    public void TryParse_Refuses_WhenTheTextIsEndless() =>
        Assert.False(NaturalTime.TryParse(new('1', 1_000_000), NodaConstants.UnixEpoch, Eastern.Zone, out _, out _));

    private static TheoryDataRow<string, long?> Vector(string row)
    {
        var cells = row.Split('\t');
        var seconds = cells[1] == "false" ? (long?)null : long.Parse(cells[1], CultureInfo.InvariantCulture);
        return new(JsonSerializer.Deserialize<string>(cells[0])!, seconds);
    }
}
