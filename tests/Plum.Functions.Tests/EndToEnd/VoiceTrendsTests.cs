using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.EndToEnd;

/// <summary>A customer's PHP client fetches the volume of calls that were queued and dialed.</summary>
public sealed class VoiceTrendsTests
{
    private static readonly DateTimeOffset Midnight = new(2022, 1, 3, 0, 0, 0, TimeSpan.FromHours(-5));

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/xml")]
    public async Task PhpClient_FetchesTheVolumeOfEachDay(string accept)
    {
        await using var scene = await Scene.BeginAsync(new() { Start = Midnight.AddHours(-1) });
        foreach (var scheduled in new[] { Midnight.AddMinutes(-5), Midnight.AddMinutes(5), Midnight.AddMinutes(6) })
        {
            await scene.Plum.QueueAsync(
                "tel:+16175550001;ani=5553336666", NodaTime.Instant.FromDateTimeOffset(scheduled));
        }

        await scene.Plum.AdvanceAsync(TimeSpan.FromHours(3));
        var answer = await FetchAsync(scene, "20220102/20220104/day/5553336666", accept);

        var (auth, volume) = (answer.GetProperty("auth"), answer.GetProperty("volume"));
        Assert.Equal((200, 90, "14"), (
            auth.GetProperty("http").GetInt32(),
            auth.GetProperty("body").GetString()!.Length,
            Header(auth, "x-ratelimit-remaining")));
        Assert.Equal((200, accept, "149"), (
            volume.GetProperty("http").GetInt32(),
            Header(volume, "content-type"),
            Header(volume, "x-ratelimit-remaining")));
        Assert.Equal(
            [
                ($"{Midnight.AddDays(-1).ToUnixTimeSeconds()}", 1),
                ($"{Midnight.ToUnixTimeSeconds()}", 2),
                ($"{Midnight.AddDays(1).ToUnixTimeSeconds()}", 0),
            ],
            volume.GetProperty("calls").EnumerateObject().Select(day => (day.Name, day.Value.GetDouble())));
    }

    /// <summary>The bytes are those that PHP's own json_encode would make of them.</summary>
    [Fact]
    public async Task Json_IsCompactAsPhpWritesIt()
    {
        await using var scene = await Scene.BeginAsync(new() { Start = Midnight });
        for (var i = 0; i < 20; i++)
        {
            await scene.Plum.QueueAsync($"1617555{i:D4}");
        }

        await scene.Plum.AdvanceAsync(TimeSpan.FromHours(1));
        var volume = (await FetchAsync(scene, "20220103/20220103/month/ALL", "application/json")).GetProperty("volume");

        Assert.Equal(20, Assert.Single(volume.GetProperty("calls").EnumerateObject()).Value.GetDouble());
        Assert.True(volume.GetProperty("again").GetBoolean(), volume.GetProperty("body").GetString());
    }

    private static Task<System.Text.Json.JsonElement> FetchAsync(Scene scene, string path, string accept) =>
        Php.RunAsync(
        "volume-curl.php",
        new
        {
            url = scene.Plum.Address.GetLeftPart(
            UriPartial.Authority),
            login = "demo",
            password = "1234",
            path,
            accept
        });

    private static string Header(System.Text.Json.JsonElement answer, string name) =>
        answer.GetProperty("headers").GetProperty(name).GetString()!;
}
