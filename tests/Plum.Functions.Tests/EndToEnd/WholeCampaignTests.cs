using System.Text.Json;
using Plum.Demo;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.EndToEnd;

/// <summary>
/// Campaigns of every kind on a service that somebody has just set up, seen from outside alone: over HTTP, and at the
/// customer's own server. <c>./test</c> runs it standalone; <see cref="LiveService"/> says how it is run under the
/// Functions host.
/// </summary>
public sealed class WholeCampaignTests
{
    // local.settings.sample.json
    private const string SigningKey = "7592b08ee76bc00e290ee917d1c081443d4b39b31157bef15cb496426d46c791";
    private const int Scheduled = 600;
    private const int Listed = 40;

    private Receiver _receiver = null!;
    private LiveService _plum = null!;

    private (string Name, string Value)[] Urls =>
        [("start_url", _receiver.StartUrl), ("result_url", _receiver.ResultUrl)];

    [Fact]
    public async Task EveryCall_IsDialedOnce_AndReported_OverAStopAndAKill()
    {
        await using var receiver = _receiver = await Receiver.StartAsync();
        await using var plum = _plum = await LiveService.StartAsync();
        var single = (await plum.Client.QueueCallAsync(
            [.. Urls, ("phone_number", "16175559999"), ("message_reference", "single")])).Queued();
        var listed = (await plum.Client.QueueCallsAsync(
            CampaignForm.Numbers(Listed), [.. Urls, ("campaign_name", "listed")])).Queued().CampaignId;
        await UntilPostedAsync(1 + Listed);
        var campaign = await CreateAsync();

        await plum.Client.StartCampaignAsync(campaign);
        await StopAtAsync(campaign, 30);
        await plum.Client.StartCampaignAsync(campaign);
        await KillAtAsync(200);
        await UntilPostedAsync(1 + Listed + Scheduled);

        Assert.All(receiver.Starts.GroupBy(start => start["call_id"]), call => Assert.Single(call));
        Assert.Equal(
            1 + Listed + Scheduled, receiver.FirstPosts().Select(result => result["call_id"]).Distinct().Count());
        Assert.Contains(
            receiver.Results,
            result => result["call_id"] == $"{single.CallId}" && result["message_reference"] == "single");
        Assert.All(
            receiver.Results, result => Assert.Equal(result.Signature(SigningKey), result.Headers["X-Plum-Signature"]));
        await AssertSumsAsync(campaign, Scheduled);
        await AssertSumsAsync(listed, Listed);
        plum.AssertLog();
    }

    // Its end date is far away: a virtual clock races on while the campaign is stopped.
    private Task<int> CreateAsync() => _plum.Client.CreateAroundTheClockAsync(
        $"{_plum.Today:yyyy-MM-dd}",
        Scheduled,
        form => form with { StartUrl = _receiver.StartUrl, ResultUrl = _receiver.ResultUrl });

    /// <summary>
    /// Stops it when so many calls have been dialed, and sees that none follows while all that were are brought to
    /// their end.
    /// </summary>
    private async Task StopAtAsync(int campaign, int calls)
    {
        var reached = HoldAt(Dialed() + calls);
        await reached.Started;
        var stop = _plum.Client.PostAsync($"api/campaigns/stop?campaign_id={campaign}", null);
        reached.Release();
        (await stop).EnsureSuccessStatusCode();
        var dialed = Dialed();

        Assert.InRange(dialed, calls, Scheduled);
        await UntilPostedAsync(dialed);
        Assert.Equal(dialed, Dialed());
    }

    /// <summary>Kills it while calls wait for their VoiceXML: claimed, asked for, and nothing of it on disk.</summary>
    private async Task KillAtAsync(int calls)
    {
        var reached = HoldAt(Dialed() + calls);
        await reached.Started;
        var heard = _receiver.Results.Max(result => long.Parse(result.Headers["X-Plum-Timestamp"]));
        await _plum.KillAndStartAsync(DateTimeOffset.FromUnixTimeSeconds(heard), reached.Release);
    }

    private int Dialed() => _receiver.Starts.Count();

    private (Task Started, Action Release) HoldAt(int starts)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _receiver.Script = async request =>
        {
            if (request is { Path: "/start.php", IsCall: true } && Dialed() >= starts)
            {
                started.TrySetResult();
                await released.Task;
            }

            return null;
        };
        return (started.Task, released.SetResult);
    }

    private Task UntilPostedAsync(int calls) => _plum.UntilAsync(
        $"the results of {calls} calls are posted",
        () => Task.FromResult(_receiver.Results.Select(result => result["call_id"]).Distinct().Count() >= calls));

    // A result is posted before the books are closed on it, so these are looked at until they agree.
    private async Task AssertSumsAsync(int campaign, int calls)
    {
        var completed = _receiver.FirstPosts().Where(IsOf(campaign)).Count(result => result["result"] == "completed");
        var expected = (Accepted: calls, Completed: completed, Failed: calls - completed);
        await _plum.UntilAsync(
            $"campaign {campaign} counts {expected}", async () => await CountsAsync(campaign) == expected);
        Assert.Equal(
            Enumerable.Range(1, calls).Select(i => (long)i),
            _receiver.FirstPosts().Where(IsOf(campaign)).Select(post => post.Sequence()).Order());
    }

    private static Func<Received, bool> IsOf(int campaign) =>
        result => result.Delivery().Contains($"-{campaign:D10}-", StringComparison.Ordinal);

    private async Task<(int Accepted, int Completed, int Failed)> CountsAsync(int campaign)
    {
        var counts = JsonElement
            .Parse(await _plum.Client.GetStringAsync($"api/campaigns/{campaign}"))
            .GetProperty("counts");
        return (Of("accepted"), Of("completed"), Of("failed"));

        int Of(string name) => counts.GetProperty(name).GetInt32();
    }
}
