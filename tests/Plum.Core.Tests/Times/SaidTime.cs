using System.Globalization;
using System.Text.Json;
using NodaTime;
using Plum.Core.Times;

namespace Plum.Core.Tests.Times;

/// <summary>A time said somewhere, and what the reference makes of it.</summary>
/// <param name="Zone">Where it is said.</param>
/// <param name="Now">When it is said, in seconds since 1970.</param>
/// <param name="MustBeRead">
/// Whether it is of a family: to be read if the reference reads it. Others may be refused.
/// </param>
/// <param name="Expected">In seconds since 1970; null when the reference refuses it.</param>
public sealed record SaidTime(string Zone, long Now, bool MustBeRead, string Text, long? Expected = null)
{
    private static readonly Instant Latest = Instant.FromUtc(9999, 12, 30, 0, 0);
    private static readonly Instant Earliest = Instant.FromUtc(1, 1, 3, 0, 0);

    /// <summary>How the reading departs from the reference's; null when it does not.</summary>
    public string? Departure
    {
        get
        {
            var now = Instant.FromUnixTimeSeconds(Now);
            var read = NaturalTime.TryParse(Text, now, DateTimeZoneProviders.Tzdb[Zone], out var instant, out _);
            var fine = read ? instant.ToUnixTimeSeconds() == Expected : !MustBeRead || Expected is null || IsOutOfRange;
            return fine ? null : $"{Row()}\t{(read ? instant.ToUnixTimeSeconds() : "was refused")}";
        }
    }

    private bool IsOutOfRange => Expected < Earliest.ToUnixTimeSeconds() || Expected > Latest.ToUnixTimeSeconds();

    public static SaidTime FromRow(string row)
    {
        var cells = row.Split('\t');
        return new(
            cells[0],
            long.Parse(cells[1], CultureInfo.InvariantCulture),
            cells[2] == "1",
            JsonSerializer.Deserialize<string>(cells[4])!,
            cells[3] == "false" ? null : long.Parse(cells[3], CultureInfo.InvariantCulture));
    }

    public string Row() => string.Join(
        '\t',
        Zone,
        Now.ToString(CultureInfo.InvariantCulture),
        MustBeRead ? "1" : "0",
        Expected?.ToString(CultureInfo.InvariantCulture) ?? "false",
        JsonSerializer.Serialize(Text));
}
