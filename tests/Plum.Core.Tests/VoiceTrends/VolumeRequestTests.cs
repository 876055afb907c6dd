using NodaTime;
using Plum.Core.Queueing;
using Plum.Core.VoiceTrends;
using Plum.Core.Volume;
using Xunit;

namespace Plum.Core.Tests.VoiceTrends;

/// <summary>The four parameters of call volume.</summary>
public sealed class VolumeRequestTests
{
    [Theory]
    [InlineData("20180201", "20180201", "day", "ALL", null)]
    [InlineData("20180201", "20230201", "WEEK", "all", null)]
    [InlineData("20200229", "20250228", "Month", "+16175550123", "6175550123")]
    [InlineData("19700201", "19700202", "month", "tel:6175550123;ani=8009957586", "6175550123")]
    [InlineData("99981231", "99981231", "day", "+49301234567", "+49301234567")]
    public void Request_IsRead(string start, string end, string period, string phone, string? number)
    {
        var request = Read(start, end, period, phone, out var faults);

        Assert.Empty(faults);
        Assert.Equal(start, request!.Start.ToString("uuuuMMdd", null));
        Assert.Equal(end, request.End.ToString("uuuuMMdd", null));
        Assert.Equal((Enum.Parse<VolumePeriod>(period, true), number), (request.Period, request.Number));
    }

    [Theory]
    [InlineData("20180229")]
    [InlineData("20181301")]
    [InlineData("00000000")]
    [InlineData("-2018020")]
    [InlineData("２０１８０２０１")]
    [InlineData("2018020a")]
    [InlineData("201802011")]
    [InlineData("2018 0201")]
    [InlineData("19700131")]
    [InlineData("99990101")]
    [InlineData("1517461200")]
    public void NoDay_IsRefused_ByName(string day)
    {
        Assert.Null(Read(day, "20180208", "day", "ALL", out var faults));
        Assert.Equal(
            $"start is '{day}'; a day from 19700201 to 99981231 in the form YYYYMMDD is needed.",
            Assert.Single(faults));
        Assert.Null(Read("20180208", day, "day", "ALL", out faults));
        Assert.StartsWith("end is", Assert.Single(faults), StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_IsSaidAtOnce()
    {
        Assert.Null(Read("x", null, "hour", "1", out var faults));
        Assert.Equal(["start", "end", "period", "phone"], faults.Select(fault => fault.Split(' ')[0]));
    }

    [Fact]
    public void LongRubbish_IsNotRepeatedWhole()
    {
        Assert.Null(Read(
            new string('9', 10_000),
            new string('€', 10_000),
            new string('d', 10_000),
            new string('1', 10_000),
            out var faults));
        Assert.All(faults, fault => Assert.InRange(fault.Length, 1, 250));
    }

    /// <summary>The first bucket of the earliest report, and the last of the latest.</summary>
    [Theory]
    [InlineData("19700201")]
    [InlineData("99981231")]
    public void Buckets_OfAnyReport_HaveAKey(string day)
    {
        Assert.All(Enum.GetValues<VolumePeriod>(), period =>
        {
            var request = Read(day, day, period.ToString(), "ALL", out _)!;
            var buckets = VolumeBucket.Of(request.Start, request.End, period, new Dictionary<LocalDate, VolumeSum>());
            Assert.InRange(Assert.Single(buckets).Key, 0, long.MaxValue);
        });
    }

    private static VolumeRequest? Read(
        string? start, string? end, string period, string phone, out IReadOnlyList<string> faults)
    {
        var sent =
            new PostVariables(name => name switch { "start" => start, "end" => end, "period" => period, _ => phone });
        var request = VolumeRequest.Read(sent);
        faults = sent.Faults;
        return request;
    }
}
