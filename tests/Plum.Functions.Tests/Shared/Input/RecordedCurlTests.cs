using Plum.Functions.Shared.Input;
using Xunit;

namespace Plum.Functions.Tests.Shared.Input;

/// <summary>
/// The Scheduling and Pacing API's own commands, as curl 7.88.1 puts them on the wire: curl takes off the inner quotes
/// itself.
/// </summary>
public sealed class RecordedCurlTests(InputServer server) : IClassFixture<InputServer>
{
    [Fact]
    public async Task CreateSchedule()
    {
        var fields = await Fields("post-schedules");

        Assert.Equal(["mon", "wed", "fri"], fields.Array("days"));
        Assert.Equal("3wkdays", fields["nickname"]);
    }

    [Fact]
    public async Task UpdateSchedule()
    {
        var fields = await Fields("patch-schedules-15");

        Assert.Equal(["days"], fields.Names);
        Assert.Equal("""["mon","wed"]""", fields["days"]);
        Assert.Equal(["mon", "wed"], fields.Array("days"));
    }

    [Fact]
    public async Task CreateProfile()
    {
        var fields = await Fields("post-profiles");

        Assert.Equal(
            ("30", "100", "MorningPace", "10"),
            (fields["period"], fields["amount_per_period"], fields["nickname"], fields["time_between_periods"]));
    }

    [Fact]
    public async Task UpdateProfile()
    {
        var fields = await Fields("patch-profiles-17");

        Assert.Equal(
            ("31", "101", "11", "30-100-10"),
            (fields["period"], fields["amount_per_period"], fields["time_between_periods"], fields["nickname"]));
    }

    [Fact]
    public async Task CreateCampaign()
    {
        var received = await Replay("post-campaigns");

        var file = Assert.Single(received.Files);
        Assert.Equal(
            ("phone_numbers", "api-test-1.csv", "application/octet-stream", "start_date,end_date"),
            (file.Field, file.Name, file.Type, file.Before));
        Assert.Equal("tel:+12223334444;ani=7778889999\ntel:+14443332222; ani=9998887777, marchcampaign\n", file.Text);
        Assert.Equal(
            ["start_date", "end_date", "profiles", "schedule_id", "start_url", "result_url"], received.Fields!.Names);
        Assert.Equal(("2022-01-01", "6"), (received.Fields["start_date"], received.Fields["schedule_id"]));
        Assert.Equal("http://charles.plumgroup.com/~schan/src/charles/vxml/start.php", received.Fields["start_url"]);
        Assert.Equal("MorningPace", received.Fields.Json("profiles")!.Value[0].GetProperty("profile").GetString());
    }

    [Theory]
    [InlineData("post-campaigns-start", "6")]
    [InlineData("post-campaigns-stop", "2")]
    [InlineData("post-campaigns-add-calls", "2")]
    public async Task StartStopAndAddCalls(string recording, string id) =>
        Assert.Equal(id, (await Fields(recording))["campaign_id"]);

    [Fact]
    public async Task AddCalls()
    {
        var fields = await Fields("post-campaigns-add-calls");

        Assert.Equal(
            ["tel:+12223334444;ani=7778889999", "tel:+14443332222;ani=9998887777"], fields.Array("phone_numbers"));
        Assert.Equal(
            "[\"tel:+12223334444;ani=7778889999\",\"tel:+14443332222;ani=9998887777\"]"u8,
            fields.Utf8("phone_numbers")!.Value.Span);
    }

    [Fact]
    public async Task UpdateCampaign()
    {
        var fields = await Fields("patch-campaigns-26");

        Assert.Equal(
            ("11", "2022-04-15", "2022-04-30"), (fields["schedule"], fields["start_date"], fields["end_date"]));
        Assert.Equal("23:00", fields.Json("profiles")!.Value[0].GetProperty("end_time").GetString());
    }

    [Theory]
    [InlineData("get-schedules")]
    [InlineData("get-profiles")]
    [InlineData("get-campaigns")]
    [InlineData("delete-schedules-4")]
    [InlineData("delete-profiles-7")]
    [InlineData("delete-campaigns-11")]
    public async Task RequestsWithoutParameters(string recording) => Assert.Empty((await Fields(recording)).Names);

    private async Task<RequestFields> Fields(string recording) => (await Replay(recording)).Fields!;

    private async Task<Received> Replay(string recording)
    {
        var bytes = await File.ReadAllBytesAsync(
            Path.Combine(AppContext.BaseDirectory, "Shared", "Input", "Recorded", recording + ".http"));
        return await server.SendAsync(bytes);
    }
}
