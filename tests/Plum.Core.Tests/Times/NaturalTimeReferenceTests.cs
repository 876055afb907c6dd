using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Xunit;

namespace Plum.Core.Tests.Times;

/// <summary>Natural times against PHP's strtotime: live where php is installed, recorded everywhere.</summary>
/// <remarks>
/// The recording names the version of PHP it was made with. To renew it, with php on the PATH:
/// <c>dotnet tests/Plum.Core.Tests/bin/Release/net10.0/Plum.Core.Tests.dll -explicit only -method '*Record_TheReference'</c>.
/// </remarks>
public sealed class NaturalTimeReferenceTests
{
    private const string Recording = "strtotime-recorded.tsv";

    [Fact]
    public void TryParse_ReadsAsRecorded()
    {
        var recorded = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Times", Recording))
            .Where(line => !line.StartsWith('#'))
            .Select(line => line.Split('\t'))
            .Select(row => (Time: Said(row), Expected: row[3] == "false" ? (long?)null : Number(row[3])))
            .ToList();

        Assert.True(recorded.Count >= 3000);
        AssertNone(recorded.Select(row => row.Time.Departure(row.Expected)));
    }

    [Fact]
    public void TryParse_ReadsAsPhp() => Compare(seed: 2026, count: 20_000);

    [Theory(Explicit = true)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void TryParse_ReadsAsPhp_ManyTimes(int seed) => Compare(seed, count: 200_000);

    [Fact(Explicit = true)]
    public void Record_TheReference()
    {
        var times = new SaidTimes(8).Make(4000).ToList();
        var (version, results) = Ask(times);

        File.WriteAllLines(
            Path.Combine(Path.GetDirectoryName(Here())!, Recording),
            [
                $"# PHP {version} strtotime(); columns: zone, now, must be read, result or false, expression",
                .. times.Zip(results, (time, result) => string.Join(
                    '\t', time.Zone, time.Now, time.MustBeRead ? 1 : 0, result?.ToString(CultureInfo.InvariantCulture) ?? "false", JsonSerializer.Serialize(time.Text))),
            ]);
    }

    private static void Compare(int seed, int count)
    {
        var times = new SaidTimes(seed).Make(count).ToList();
        var (_, results) = Ask(times);

        Assert.Equal(count, results.Length);
        AssertNone(times.Zip(results, (time, result) => time.Departure(result)));
    }

    private static void AssertNone(IEnumerable<string?> departures)
    {
        if (departures.OfType<string>().Take(20).ToList() is { Count: > 0 } found)
        {
            Assert.Fail(string.Join('\n', found));
        }
    }

    private static (string Version, long?[] Results) Ask(List<SaidTime> times)
    {
        var answer = Php.Read(times, out var whyNot);
        Assert.SkipWhen(answer is null, whyNot);
        return answer!.Value;
    }

    private static SaidTime Said(string[] row) => new(row[0], Number(row[1]), row[2] == "1", JsonSerializer.Deserialize<string>(row[4])!);

    private static long Number(string digits) => long.Parse(digits, CultureInfo.InvariantCulture);

    private static string Here([CallerFilePath] string path = "") => path;
}
