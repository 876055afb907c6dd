using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Plum.Functions.Calls;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Calls;

/// <summary>
/// Calls at once and calls per second are limited for the gateway and for an account, and shared between campaigns.
/// </summary>
public sealed class LineTests(ITestOutputHelper output)
{
    private const int Lines = 40;

    private static readonly DateTimeOffset Begin = new(2022, 1, 3, 8, 0, 0, TimeSpan.FromHours(-5));

    private readonly RecordingGateway _gateway = new();

    [Fact]
    public async Task CallsAtOnce_NeverExceedTheLimit_AndTheOthersKeepTheirPlaces()
    {
        await using var plum = await StartAsync(("CallsAtOnce", $"{Lines}"));
        var campaign = await Dense.CreateAsync(plum, 2_000);
        await plum.Client.StartCampaignAsync(campaign);
        await plum.AdvanceToAsync(Begin.AddMinutes(10));

        Assert.Matches(
            @"^waiting for a line: \d+ calls \(gateway simulated has 40 calls at once\)$",
            await DoingAsync(plum, campaign));

        await plum.AdvanceToAsync(Begin.AddHours(1));

        Assert.InRange(MostAtOnce(), Lines - 2, Lines);
        Assert.InRange(Busy(Begin.AddMinutes(1), Begin.AddMinutes(30)), 0.9, 1);
        Assert.Equal(Enumerable.Range(0, _gateway.Asked.Count), _gateway.Asked.Select(call => (int)call.Position));
        Assert.All(Gaps(), gap => Assert.True(gap >= TimeSpan.FromMilliseconds(98), $"{gap} is a burst"));
    }

    [Fact]
    public async Task Campaigns_ShareByWeight_AndOneThatComesLater_HasItsShareToo()
    {
        await using var plum = await StartAsync(("CallsAtOnce", $"{Lines}"));
        var one = await CreateAsync(plum, "one", weight: 1);
        var three = await CreateAsync(plum, "three", weight: 3);
        await plum.Client.StartCampaignAsync(one);
        await plum.Client.StartCampaignAsync(three);
        await plum.AdvanceToAsync(Begin.AddMinutes(20));

        Assert.InRange(LineSeconds(three, Begin.AddMinutes(5)) / LineSeconds(one, Begin.AddMinutes(5)), 2.5, 3.5);

        var later = await CreateAsync(plum, "later", weight: 4);
        await plum.Client.StartCampaignAsync(later);
        await plum.AdvanceToAsync(Begin.AddMinutes(45));

        var from = Begin.AddMinutes(25);
        Assert.InRange(LineSeconds(later, from) / LineSeconds(one, from), 3.3, 4.7);
        Assert.InRange(LineSeconds(three, from) / LineSeconds(one, from), 2.5, 3.5);
        Assert.InRange(MostAtOnce(), Lines - 2, Lines);
    }

    /// <summary>The carrier tells outcomes later, and might take hours: the lines come free with the calls.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task CampaignThatIsStoppedOrDeleted_LeavesItsLinesToOthers(bool isDeleted)
    {
        await using var plum = await StartAsync(("CallsAtOnce", $"{Lines}"), ("TellsLater", "true"));
        var one = await CreateAsync(plum, "one", weight: 1);
        await plum.Client.StartCampaignAsync(one);
        await plum.AdvanceToAsync(Begin.AddMinutes(5));
        Assert.InRange((await plum.CountsAsync(one)).InFlight, Lines - 5, Lines);

        await plum.StopCampaignAsync(one);
        if (isDeleted)
        {
            using var deleted = await plum.AnswerAsync(plum.Client.DeleteAsync($"api/campaigns/{one}"));
            Assert.True(deleted.IsSuccessStatusCode);
        }

        var other = await CreateAsync(plum, "other", weight: 1);
        await plum.Client.StartCampaignAsync(other);
        await plum.AdvanceToAsync(Begin.AddMinutes(10));

        Assert.InRange((await plum.CountsAsync(other)).InFlight, Lines - 5, Lines);
        var book =
            (await plum.Services.GetRequiredService<LineTable>().ReadAsync(["gateway:simulated"], default))[0].Book;
        Assert.Equal([$"demo-{other:D10}"], book.Claims.Select(claim => claim.Campaign));
    }

    [Fact]
    public async Task CallsPerSecond_OfAnAccount_AreLimited_FromTheAdminsWordOn_AndFreeAgainAfterIt()
    {
        await using var plum = await StartAsync();
        using var root = await plum.SignUpAdminAsync();
        var campaign = await Dense.CreateAsync(plum, 3_000);
        await plum.Client.StartCampaignAsync(campaign);
        await plum.AdvanceToAsync(Begin.AddMinutes(1));

        Assert.Equal(
            200, (await plum.AnswerAsync(root.PatchAsync("api/admin/accounts/demo?calls_per_second=2"))).Status);
        var limited = plum.Time.GetUtcNow().AddSeconds(1);
        await plum.AdvanceToAsync(Begin.AddMinutes(3));

        Assert.Matches(
            @"^waiting for a line: \d+ calls \(account demo has 2 calls a second\)$", await DoingAsync(plum, campaign));
        Assert.Equal(
            200, (await plum.AnswerAsync(root.PatchAsync("api/admin/accounts/demo?calls_per_second="))).Status);
        var freed = plum.Time.GetUtcNow();
        await plum.AdvanceToAsync(freed.AddMinutes(1));

        var starts = _gateway.Asked.Select(call => call.At).ToList();
        var between = starts.Where(at => at >= limited && at < freed).ToList();
        Assert.All(
            between.Zip(between.Skip(1)),
            pair => Assert.True(pair.Second - pair.First >= TimeSpan.FromMilliseconds(498), $"{pair}"));
        Assert.InRange(between.Count, 220, 240);
        Assert.InRange(starts.Count(at => at >= freed.AddSeconds(10) && at < freed.AddSeconds(60)), 490, 501);
    }

    [Fact]
    public async Task LimitThatIsTakenAway_SetsAllFree()
    {
        var folder = Directory.CreateTempSubdirectory("plum-").FullName;
        int campaign;
        await using (var plum = await StartAsync(folder, Begin.AddMinutes(-5), ("CallsAtOnce", "5")))
        {
            campaign = await Dense.CreateAsync(plum, 1_000);
            await plum.Client.StartCampaignAsync(campaign);
            await plum.AdvanceToAsync(Begin.AddMinutes(5));
        }

        var before = _gateway.Asked.Count;
        await using (var plum = await StartAsync(folder, Begin.AddMinutes(5)))
        {
            await plum.AdvanceToAsync(Begin.AddMinutes(7));

            Assert.InRange(before, 1, 150);
            Assert.Equal(1_000, _gateway.Asked.Count);
        }

        Directory.Delete(folder, recursive: true);
    }

    /// <summary>At some 50 calls a second, held back all the time.</summary>
    [Fact]
    public async Task Lines_CostLessThanATenthOfAnOperationACall()
    {
        var (free, freeCalls) = await CostAsync();
        var (limited, calls) = await CostAsync(("CallsAtOnce", "900"));

        Assert.InRange(calls, 3_000, freeCalls - 100);
        Assert.InRange(((double)limited / calls) - ((double)free / freeCalls), 0, 0.1);
    }

    private async Task<(int Operations, int Calls)> CostAsync(params (string Name, string Value)[] settings)
    {
        var (from, calls) = (0, 0);
        var counted = 0;
        var operations = await StorageOperations.WatchAsync(
            async () =>
            {
                _gateway.Forget();
                await using var plum = await StartAsync([("LongestCallSeconds", "20"), .. settings]);
                var campaign = await CreateAsync(plum, "fast", weight: 1, perMinute: 3_000);
                await plum.Client.StartCampaignAsync(campaign);
                await plum.AdvanceToAsync(Begin.AddMinutes(1));
                (from, calls) = (counted, _gateway.Asked.Count);
                await plum.AdvanceToAsync(Begin.AddMinutes(3));
                (from, calls) = (counted - from, _gateway.Asked.Count - calls);
            },
            count => counted = count);
        output.WriteLine($"{from} of {operations.Count} operations for {calls} calls: {(double)from / calls:F3}");
        return (from, calls);
    }

    private Task<PlumServer> StartAsync(params (string Name, string Value)[] settings) =>
        StartAsync(null, Begin.AddMinutes(-5), settings);

    private Task<PlumServer> StartAsync(
        string? folder, DateTimeOffset start, params (string Name, string Value)[] settings) =>
        PlumServer.StartAsync(new()
        {
            Start = start,
            DataFolder = folder,
            Services = _gateway.Register,
            Settings = settings.Prepend((Name: "FetchStartUrl", Value: "false"))
                .ToDictionary(setting => $"Plum:Gateway:{setting.Name}", setting => (string?)setting.Value),
        });

    private static async Task<int> CreateAsync(PlumServer plum, string name, int weight, int perMinute = 600)
    {
        var schedule = await plum.Client.CreateScheduleAsync("mon");
        await plum.Client.CreateProfileAsync(name, period: 1, amount: perMinute, rest: 0);
        var hour = $$"""[{"profile":"{{name}}","start_time":"08:00","end_time":"09:00"}]""";
        var campaign = await plum.Client.CreateCampaignAsync(new(schedule, hour, CampaignForm.Numbers(9_999)));
        using var answer = await plum.Client.PatchAsJsonAsync($"api/campaigns/{campaign}", new { weight });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return campaign;
    }

    private static async Task<string> DoingAsync(PlumServer plum, int campaign) =>
        (await plum.Client.GetFromJsonAsync<JsonElement>($"api/campaigns/{campaign}"))
            .GetProperty("doing")
            .GetString()!;

    private IEnumerable<(string Key, DateTimeOffset From, DateTimeOffset To)> Calls() =>
        _gateway.Asked.Where(call => _gateway.Placed.ContainsKey(call.Key))
            .Select(call => (call.Key, call.At, _gateway.Placed[call.Key].EndsAt.ToDateTimeOffset()));

    private int MostAtOnce()
    {
        var (open, most) = (0, 0);
        foreach (var (_, step) in Calls().SelectMany(call => new[] { (call.From, 1), (call.To, -1) }).Order())
        {
            most = Math.Max(most, open += step);
        }

        return most;
    }

    // The share of the lines that is in use.
    private double Busy(DateTimeOffset from, DateTimeOffset to) =>
        Calls().Sum(call => Within(call.From, call.To, from, to)) / (Lines * (to - from).TotalSeconds);

    private double LineSeconds(int campaign, DateTimeOffset from) => Calls()
        .Where(call => call.Key.StartsWith($"demo-{campaign:D10}-", StringComparison.Ordinal))
        .Sum(call => Within(call.From, call.To, from, _gateway.Asked[^1].At));

    private static double Within(DateTimeOffset from, DateTimeOffset to, DateTimeOffset begin, DateTimeOffset end) =>
        Math.Max(0, ((to < end ? to : end) - (from > begin ? from : begin)).TotalSeconds);

    private IEnumerable<TimeSpan> Gaps() => _gateway.Asked.Zip(_gateway.Asked.Skip(1), (one, next) => next.At - one.At);
}
