using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Calls;

/// <summary>A window that reaches midnight dials up to the last slot of the day, and none of the next.</summary>
public sealed class MidnightTests
{
    private readonly RecordingGateway _gateway = new();

    [Theory]
    [InlineData("23:00", "24:00", 60)]
    [InlineData("23:00", "00:00", 60)]
    [InlineData("00:00", "24:00", 1_440)]
    public async Task Window_ReachesMidnight(string start, string end, int slots)
    {
        await using var plum = await PlumServer.StartAsync(new() { Services = _gateway.Register });
        var schedule = await plum.Client.CreateScheduleAsync("mon");
        await plum.Client.CreateProfileAsync("minutely", period: 60, amount: 60, rest: 0);
        var campaign = await plum.Client.CreateCampaignAsync(
            new(
                schedule,
                $$"""[{"profile":"minutely","start_time":"{{start}}","end_time":"{{end}}"}]""",
                CampaignForm.Numbers(2_000)));
        await plum.Client.StartCampaignAsync(campaign);

        await plum.AdvanceToAsync(new(2022, 1, 5, 12, 0, 0, TimeSpan.FromHours(-5)));

        var midnight = new DateTimeOffset(2022, 1, 4, 0, 0, 0, TimeSpan.FromHours(-5)).ToUniversalTime();
        Assert.Equal(
            Enumerable.Range(0, slots).Select(i => midnight - TimeSpan.FromMinutes(slots - i)),
            _gateway.Asked.Select(asked => asked.At));
    }
}
