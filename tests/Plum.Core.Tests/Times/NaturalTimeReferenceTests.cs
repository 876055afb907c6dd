using System.Runtime.CompilerServices;
using Xunit;

namespace Plum.Core.Tests.Times;

/// <summary>Natural times against PHP's strtotime: live where php is installed, recorded everywhere.</summary>
/// <remarks>
/// The recording names the version of PHP it was made with. With php on the PATH, this renews it: <c>dotnet
/// tests/Plum.Core.Tests/bin/Release/net10.0/Plum.Core.Tests.dll -explicit only -method '*Record_TheReference'</c>. The
/// same with <c>-method '*TryParse_ReadsAsPhp_ManyTimes'</c> compares a million times. The zones in use are such as
/// PHP's time zone data and ours agree on; a newer law in one of them shows up as a departure in that zone alone.
/// </remarks>
public sealed class NaturalTimeReferenceTests
{
    private const string Recording = "strtotime-recorded.tsv";

    [Fact]
    public void TryParse_ReadsAsRecorded()
    {
        var recorded = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Times", Recording))
            .Where(line => !line.StartsWith('#'))
            .Select(SaidTime.FromRow)
            .ToList();

        Assert.True(recorded.Count >= 4000);
        AssertNoneDeparts(recorded);
    }

    [Fact]
    public void TryParse_ReadsAsPhp() => AssertNoneDeparts(Ask(seed: 2026, count: 10_000).Times);

    [Theory(Explicit = true)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void TryParse_ReadsAsPhp_ManyTimes(int seed) => AssertNoneDeparts(Ask(seed, count: 200_000).Times);

    [Fact(Explicit = true)]
    public void Record_TheReference()
    {
        var (version, times) = Ask(seed: 8, count: 4000);

        File.WriteAllLines(
            Path.Combine(Path.GetDirectoryName(Here())!, Recording),
            [
                $"# PHP {version} strtotime(); columns: zone, now, must be read, unix result or false, expression",
                .. times.Select(time => time.Row()),
            ]);
    }

    private static (string Version, SaidTime[] Times) Ask(int seed, int count)
    {
        var answer = Php.Read([.. new SaidTimes(seed).Make(count)], out var whyNot);
        Assert.SkipWhen(answer is null, whyNot);
        Assert.Equal(count, answer!.Value.Times.Length);
        return answer.Value;
    }

    private static void AssertNoneDeparts(IReadOnlyList<SaidTime> times)
    {
        if (times.Select(time => time.Departure).OfType<string>().Take(20).ToList() is { Count: > 0 } departures)
        {
            Assert.Fail(string.Join('\n', departures));
        }
    }

    private static string Here([CallerFilePath] string path = "") => path;
}
