using System.Text.Json;
using NodaTime;
using Plum.Core.Calls;
using Plum.Demo;
using Plum.Functions.Gateways;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Calls;

/// <summary>Calls of a campaign with rules for each outcome, in virtual time.</summary>
public sealed class RetryRuleTests
{
    private const int Calls = 400;

    private readonly RecordingGateway _gateway = new();

    /// <summary>
    /// The budget is what any rule gives; the interval is that of the outcome; retries take their slots among fresh
    /// calls.
    /// </summary>
    [Fact]
    public async Task Retries_FollowTheRuleOfTheLastOutcome()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var plum = await StartAsync();
        await RunAsync(plum, receiver, """
            {"busy":{"attempts":3,"interval":60},"no_answer":{"attempts":2,"interval":240},
             "machine":{"attempts":1,"interval":120},"failed":{"attempts":0,"interval":60}}
            """);

        var calls = Attempts();
        Assert.Equal(Calls, calls.Count);
        Assert.All(calls.Values, attempts => Assert.All(attempts, (attempt, i) =>
        {
            var (retries, interval) = RuleOf(_gateway.Placed[attempt.Key]);
            Assert.Equal(i < retries, i + 1 < attempts.Count);
            if (i < retries)
            {
                var pause = attempts[i + 1].At - _gateway.Placed[attempt.Key].EndsAt.ToDateTimeOffset();
                Assert.InRange(pause.TotalSeconds, interval, interval + 30);
            }
        }));
        Assert.Contains(calls.Values, attempts => attempts.Count == 4); // busy, three times in a row
        Assert.Contains(
            calls.Values, attempts => TypeOf(attempts[0]) == CalleeType.AnsweringMachine && attempts.Count > 2);

        static (int Retries, int Interval) RuleOf(Placement placement) => placement.CalleeType switch
        {
            CalleeType.Busy => (3, 60),
            CalleeType.NoAnswer => (2, 240),
            CalleeType.AnsweringMachine => (1, 120),
            _ => (0, 0),
        };
    }

    [Fact]
    public async Task Budget_HoldsForAllRulesTogether_AndTheResultTellsTheLastAttempt()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var plum = await StartAsync();
        var campaign = await RunAsync(plum, receiver, """
            {"max_retries":1,"busy":{"attempts":10,"interval":60},"no_answer":{"attempts":10,"interval":60},"machine":{"attempts":10,"interval":60}}
            """);

        var calls = Attempts();
        Assert.Equal([1, 2], calls.Values.Select(attempts => attempts.Count).Distinct().Order());
        var results = receiver.FirstPosts().ToDictionary(result => result["call_id"]);
        Assert.Equal(Calls, results.Count);
        Assert.All(calls.Values, attempts =>
        {
            var (last, result) = (_gateway.Placed[attempts[^1].Key], results[$"{attempts[0].CallId}"]);
            Assert.Equal(
                ($"{attempts.Count}", last.Completed
                    ? "completed"
                    : "failed", last.CalleeType.ToString().ToLowerInvariant(), $"{last.DurationSeconds}"),
                (result["attempts"], result["result"], result["callee_type"], result["duration"]));
        });
        var counts = await plum.CountsAsync(campaign);
        Assert.Equal((Calls, Calls), (counts.Completed + counts.Failed, counts.Final));
    }

    /// <summary>
    /// An outcome of ours is posted as a documented callee_type, and the call's own view has its name.
    /// </summary>
    [Theory]
    [InlineData(CalleeType.Rejected, "rejected", 3)]
    [InlineData(CalleeType.Failed, "failed", 3)]
    [InlineData(CalleeType.OperatorIntercept, "operator_intercept", 3)]
    [InlineData(CalleeType.Canceled, "canceled", 1)]
    [InlineData(CalleeType.Unknown, "unknown", 1)]
    [InlineData(CalleeType.Voice, "failed", 1)] // its application failed
    public async Task FailedRule_IsForWhatNobodyAnswered(CalleeType type, string outcome, int attempts)
    {
        await using var receiver = await Receiver.StartAsync();
        await using var plum = await StartAsync();
        _gateway.Outcome =
            (request, _) => new(false, type, request.At + Duration.FromSeconds(1), 0, "the carrier's cause");
        var campaign = await RunAsync(plum, receiver, """{"failed":{"attempts":2,"interval":60}}""", calls: 1);

        var posted = type switch
        {
            CalleeType.OperatorIntercept =>
            "operatorintercept",
            CalleeType.Voice => "voice",
            _ => "unknown"
        };
        var result = Assert.Single(receiver.FirstPosts());
        Assert.Equal(("failed", posted, $"{attempts}"), (result["result"], result["callee_type"], result["attempts"]));
        var call =
            JsonElement.Parse(await plum.Client.GetStringAsync($"api/campaigns/{campaign}/calls/{result["call_id"]}"));
        Assert.Equal(posted, call.GetProperty("callee_type").GetString());
        Assert.Equal(
            Enumerable.Repeat((outcome, posted, "the carrier's cause"), attempts),
            call.GetProperty("attempt_history").EnumerateArray().Select(attempt => (
                attempt.GetProperty("outcome").GetString()!, attempt.GetProperty("callee_type").GetString()!, attempt
                    .GetProperty("note")
                    .GetString()!)));
    }

    /// <summary>Rules that come with an update hold for the outcomes from then on.</summary>
    [Fact]
    public async Task Rules_OfAnUpdate_HoldFromThenOn()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var plum = await StartAsync();
        var campaign = await CreateAsync(plum, receiver, """{"busy":{"attempts":0}}""", Calls);
        await plum.Client.StartCampaignAsync(campaign);
        await plum.AdvanceAsync(TimeSpan.FromMinutes(2));
        Assert.All(_gateway.Asked, asked => Assert.Equal(1, asked.Attempt));
        var before = _gateway.Asked.Select(asked => asked.Position).ToHashSet();

        using var content = Customer.Form(("retry", """{"no_answer":{"attempts":1,"interval":60}}"""));
        using var edit = await plum.Client.PatchAsync($"api/campaigns/{campaign}", content);
        Assert.True(edit.IsSuccessStatusCode, await edit.Content.ReadAsStringAsync());
        await plum.AdvanceAsync(TimeSpan.FromHours(1));

        Assert.All(Attempts(), call => Assert.Equal(
            !before.Contains(call.Key) && TypeOf(call.Value[0]) == CalleeType.NoAnswer ? 2 : 1, call.Value.Count));
    }

    private CalleeType TypeOf(Asked asked) => _gateway.Placed[asked.Key].CalleeType;

    private Dictionary<long, List<Asked>> Attempts() => _gateway.Asked
        .GroupBy(asked => asked.Position)
        .ToDictionary(call => call.Key, call => call.OrderBy(asked => asked.Attempt).ToList());

    private static async Task<int> RunAsync(PlumServer plum, Receiver receiver, string retry, int calls = Calls)
    {
        var campaign = await CreateAsync(plum, receiver, retry, calls);
        await plum.Client.StartCampaignAsync(campaign);
        await plum.AdvanceAsync(TimeSpan.FromHours(2));
        return campaign;
    }

    // A call a second around the clock.
    private static async Task<int> CreateAsync(PlumServer plum, Receiver receiver, string retry, int calls)
    {
        var schedule = await plum.Client.CreateScheduleAsync("mon", "tue", "wed", "thu", "fri", "sat", "sun");
        await plum.Client.CreateProfileAsync("pace", period: 1, amount: 60, rest: 0);
        const string day = """[{"profile":"pace","start_time":"00:00","end_time":"24:00"}]""";
        return await plum.Client.CreateCampaignAsync(new(schedule, day, CampaignForm.Numbers(calls))
        {
            StartDate = "2021-12-01",
            EndDate = "2022-02-01",
            ResultUrl = receiver.ResultUrl,
            Retry = retry,
        });
    }

    private Task<PlumServer> StartAsync() => PlumServer.StartAsync(new()
    {
        Services = _gateway.Register,
        Settings = new Dictionary<string, string?> { ["Plum:Gateway:FetchStartUrl"] = "false" },
    });
}
