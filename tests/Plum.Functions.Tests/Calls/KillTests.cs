using System.Text.Json;
using Plum.Core.Volume;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Calls;

/// <summary>
/// A service that is killed while it dials, over and over, on a carrier that does not recognise attempts.
/// </summary>
public sealed class KillTests
{
    private const int Calls = 120;
    private static readonly DateTimeOffset Begin = new(2022, 1, 3, 7, 59, 0, TimeSpan.FromHours(-5));

    [Fact]
    public async Task Kill_WhileCallsArePlaced_RingsNobodyTwice_AndLosesNobody()
    {
        var folder = Directory.CreateTempSubdirectory("plum-kill-").FullName;
        await using var receiver = await Demo.Receiver.StartAsync();
        var plum = await StartAsync(folder, Begin);
        try
        {
            var campaign = await CreateAsync(plum.Client, receiver);
            await plum.Client.StartCampaignAsync(campaign);

            // The kill comes while the gateway is asking start_url: after the claim, before the outcome is on disk.
            foreach (var starts in new[] { 5, 23, 24, 60 })
            {
                await KillAtAsync(plum, receiver, starts);
                await plum.DisposeAsync();
                plum = await StartAsync(folder, Begin.AddMinutes(starts));
            }

            await FinishAsync(plum.Client, campaign, receiver);
            Assert.All(receiver.Starts.GroupBy(start => start["call_id"]), call => Assert.Single(call));
            Assert.Equal(Calls, receiver.Results.Select(result => result["message_reference"]).Distinct().Count());
            Assert.Contains(
                receiver.Results,
                result => result is { } r && r["callee_type"] == "unknown" && r["result"] == "failed");
            await AssertVolumeAsync(plum.Client, receiver);
        }
        finally
        {
            await plum.DisposeAsync();
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Kill_WhileResultsArePosted_RepeatsSome_AndChangesNoneOfTheirNumbers()
    {
        var folder = Directory.CreateTempSubdirectory("plum-kill-").FullName;
        await using var receiver = await Demo.Receiver.StartAsync();
        var plum = await StartAsync(folder, Begin);
        try
        {
            var campaign = await CreateAsync(plum.Client, receiver);
            await plum.Client.StartCampaignAsync(campaign);

            foreach (var posts in new[] { 3, 20, 60 })
            {
                await KillAtAsync(plum, receiver, posts, "/result.php");
                await plum.DisposeAsync();
                plum = await StartAsync(folder, Begin.AddMinutes(posts));
            }

            await FinishAsync(plum.Client, campaign, receiver);
            var first = receiver.FirstPosts();
            Assert.Equal(
                Enumerable.Range(1, Calls).Select(i => (long)i), first.Select(post => post.Sequence()).Order());
            Assert.True(receiver.Results.Count() > Calls);
            var numbers = first.ToDictionary(post => post.Delivery(), post => post.Sequence());
            Assert.All(receiver.Results, post => Assert.Equal(numbers[post.Delivery()], post.Sequence()));
            await AssertVolumeAsync(plum.Client, receiver);
        }
        finally
        {
            await plum.DisposeAsync();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Task<PlumProcess> StartAsync(string folder, DateTimeOffset clock) =>
        PlumProcess.StartAsync(
            folder, clock, "--Plum:Gateway:TakesIdempotencyKey=false", "--Plum:Gateway:LongestCallSeconds=20");

    private static async Task<int> CreateAsync(HttpClient plum, Demo.Receiver receiver)
    {
        var schedule = await plum.CreateScheduleAsync("mon", "tue", "wed");
        await plum.CreateProfileAsync("pace", period: 30, amount: 60, rest: 0);
        return await plum.CreateCampaignAsync(new(
            schedule, """[{"profile":"pace","start_time":"08:00","end_time":"20:00"}]""", CampaignForm.Numbers(Calls))
        {
            StartUrl = receiver.StartUrl,
            ResultUrl = receiver.ResultUrl,
        });
    }

    private static async Task KillAtAsync(
        PlumProcess plum, Demo.Receiver receiver, int requests, string path = "/start.php")
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var killed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        receiver.Script = async request =>
        {
            if (request.Path == path
                && request.IsCall
                && receiver.Requests.Count(other => other.Path == path && other.IsCall) >= requests)
            {
                reached.TrySetResult();
                await killed.Task;
            }

            return null;
        };
        await reached.Task;
        await plum.KillAsync();
        receiver.Script = _ => Task.FromResult<Demo.Reply?>(null);
        killed.SetResult();
    }

    // Over when every call is final and every result is out; a lost one would never come, and the runner ends a test
    // that hangs.
    private static async Task FinishAsync(HttpClient plum, int campaign, Demo.Receiver receiver)
    {
        while (true)
        {
            var body = await plum.GetStringAsync($"api/campaigns/{campaign}");
            var counts = JsonDocument.Parse(body).RootElement.GetProperty("counts");
            if (counts.GetProperty("completed").GetInt64() + counts.GetProperty("failed").GetInt64() == Calls
                && receiver.Results.Select(result => result["call_id"]).Distinct().Count() == Calls)
            {
                return;
            }
        }
    }

    // Every call was dialed once, and its record may follow it a little later; one that is counted twice stays.
    private static async Task AssertVolumeAsync(HttpClient plum, Demo.Receiver receiver)
    {
        var seconds = receiver.Results
            .DistinctBy(result => result["call_id"])
            .Sum(result => long.Parse(result["duration"]!));
        var volume = await TrendsClient.DayAsync(plum, "demo", "1234", "20220103");
        while (volume.Calls < Calls)
        {
            volume = await TrendsClient.DayAsync(plum, "demo", "1234", "20220103");
        }

        Assert.Equal(
            (Calls, new VolumeSum(Calls, seconds, 0, 0).AverageCallLength), (volume.Calls, volume.AverageCallLength));
    }
}
