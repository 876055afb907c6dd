using System.Net.Http.Json;
using System.Text.Json;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Calls;

/// <summary>Calls at once and calls per second are limited for each caller id of an account.</summary>
public sealed class CallerIdLineTests
{
    private const string Boston = "6175550100";
    private const string NewYork = "2125550100";

    private static readonly DateTimeOffset Begin = new(2022, 1, 3, 8, 0, 0, TimeSpan.FromHours(-5));

    private readonly RecordingGateway _gateway = new();

    [Fact]
    public async Task Pool_HasTheLimitOfEachOfItsCallerIds_AndTheOthersKeepTheirPlaces()
    {
        await using var plum = await StartAsync("caller_id_calls_at_once=10");
        var campaign = await CreateAsync(plum, [Boston, NewYork]);
        await plum.AdvanceToAsync(Begin.AddMinutes(10));

        Assert.Matches(
            @"^waiting for a line: \d+ calls \(each caller id has 10 calls at once\)$",
            await DoingAsync(plum, campaign));

        await plum.AdvanceToAsync(Begin.AddMinutes(30));

        Assert.InRange(MostAtOnce(_ => true), 18, 20);
        Assert.Equal(
            Enumerable.Range(0, _gateway.Asked.Count), _gateway.Asked.Select(call => (int)call.Position));
    }

    [Fact]
    public async Task OneCallerId_IsSharedByWeight_AndOthersAreNotHeldBackByIt()
    {
        await using var plum = await StartAsync("caller_id_calls_at_once=8");
        var one = await CreateAsync(plum, [Boston], weight: 1);
        var three = await CreateAsync(plum, [Boston], weight: 3);
        var other = await CreateAsync(plum, [NewYork], weight: 1);
        await plum.AdvanceToAsync(Begin.AddMinutes(30));

        Assert.InRange(MostAtOnce(call => call.CallerId == Boston), 6, 8);
        Assert.InRange(MostAtOnce(call => call.CallerId == NewYork), 6, 8);
        Assert.InRange((double)CallsOf(three) / CallsOf(one), 2.2, 3.8);
        Assert.InRange((double)CallsOf(other) / (CallsOf(one) + CallsOf(three)), 0.8, 1.25);
    }

    [Fact]
    public async Task CallsPerSecond_OfACallerId_AreLimited_TheAccountsOwnToo()
    {
        await using var plum = await StartAsync($"caller_id_calls_per_second=2&caller_id={Boston}");
        await CreateAsync(plum, callerIds: null);
        await plum.AdvanceToAsync(Begin.AddMinutes(2));

        var starts = _gateway.Asked.Select(call => call.At).ToList();
        Assert.InRange(starts.Count, 200, 241);
        Assert.All(
            starts.Zip(starts.Skip(1)),
            pair => Assert.True(pair.Second - pair.First >= TimeSpan.FromMilliseconds(498), $"{pair}"));
    }

    /// <summary>At some 50 calls a second, held back all the time.</summary>
    [Fact]
    public async Task CallerIds_CostLessThanATenthOfAnOperationACall()
    {
        var (free, freeCalls) = await CostAsync("caller_id=");
        var (limited, calls) = await CostAsync("caller_id_calls_at_once=450");

        Assert.InRange(calls, 3_000, freeCalls - 100);
        Assert.InRange(((double)limited / calls) - ((double)free / freeCalls), 0, 0.1);
    }

    private async Task<(int Operations, int Calls)> CostAsync(string account)
    {
        var (from, calls) = (0, 0);
        var counted = 0;
        await StorageOperations.WatchAsync(
            async () =>
            {
                _gateway.Forget();
                await using var plum = await StartAsync(account, longest: "20");
                await CreateAsync(plum, [Boston, NewYork], perMinute: 3_000);
                await plum.AdvanceToAsync(Begin.AddMinutes(1));
                (from, calls) = (counted, _gateway.Asked.Count);
                await plum.AdvanceToAsync(Begin.AddMinutes(3));
                (from, calls) = (counted - from, _gateway.Asked.Count - calls);
            },
            count => counted = count);
        return (from, calls);
    }

    private async Task<PlumServer> StartAsync(string account, string longest = "120")
    {
        var plum = await PlumServer.StartAsync(new()
        {
            Start = Begin.AddMinutes(-5),
            Services = _gateway.Register,
            Settings = new Dictionary<string, string?>
            {
                ["Plum:Gateway:FetchStartUrl"] = "false",
                ["Plum:Gateway:LongestCallSeconds"] = longest,
            },
        });
        using var root = await plum.SignUpAdminAsync();
        var limited = await plum.AnswerAsync(root.PatchAsync($"api/admin/accounts/demo?{account}"));
        Assert.True(limited.Status == 200, limited.Body);
        return plum;
    }

    private static async Task<int> CreateAsync(
        PlumServer plum, string[]? callerIds, int weight = 1, int perMinute = 600)
    {
        var schedule = await plum.Client.CreateScheduleAsync("mon");
        var name = $"pace {Guid.NewGuid():N}";
        await plum.Client.CreateProfileAsync(name, period: 1, amount: perMinute, rest: 0);
        var hour = $$"""[{"profile":"{{name}}","start_time":"08:00","end_time":"09:00"}]""";
        var campaign = await plum.Client.CreateCampaignAsync(new(schedule, hour, CampaignForm.Numbers(9_999)));
        using var answer = await plum.Client.PatchAsJsonAsync(
            $"api/campaigns/{campaign}", new { weight, caller_ids = callerIds ?? [] });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        await plum.Client.StartCampaignAsync(campaign);
        return campaign;
    }

    private static async Task<string> DoingAsync(PlumServer plum, int campaign) =>
        (await plum.Client.GetFromJsonAsync<JsonElement>($"api/campaigns/{campaign}"))
            .GetProperty("doing").GetString()!;

    private int CallsOf(int campaign) =>
        _gateway.Asked.Count(call => call.Key.StartsWith($"demo-{campaign:D10}-", StringComparison.Ordinal));

    private int MostAtOnce(Func<Asked, bool> which)
    {
        var (open, most) = (0, 0);
        var calls =
            from call in _gateway.Asked
            where which(call) && _gateway.Placed.ContainsKey(call.Key)
            select new[] { (call.At, 1), (_gateway.Placed[call.Key].EndsAt.ToDateTimeOffset(), -1) };
        foreach (var (_, step) in calls.SelectMany(steps => steps).Order())
        {
            most = Math.Max(most, open += step);
        }

        return most;
    }
}
