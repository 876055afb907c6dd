using System.Collections.Concurrent;
using Plum.Demo;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.EndToEnd;

/// <summary>A service that is killed while customers queue calls and while it dials them.</summary>
public sealed class KillTests
{
    private const int Connections = 16;
    private const int Rows = 150;

    private readonly ConcurrentDictionary<string, int> _answered = new();
    private int _sent;

    /// <summary>
    /// P3, P6, P7: what was answered is dialed, once; receivers see repeated deliveries at most, under one id.
    /// </summary>
    [Fact]
    public async Task QueueCall_LosesNothingThatWasAnswered_AndRingsNobodyTwice()
    {
        await using var plum = await KilledService.StartAsync();
        foreach (var answers in new[] { 40, 1, 90, 60 })
        {
            await QueueUntilAsync(plum, _answered.Count + answers);
            await plum.KillAndStartAsync();
        }

        // Once more in the middle of dialing: these wait for their VoiceXML when the kill comes.
        await KillWhileDialingAsync(plum);
        await plum.FinishAsync();

        Assert.Equal(_answered.Count, _answered.Values.Distinct().Count());
        var results = Results(plum);
        Assert.All(_answered, queued => Assert.Equal(queued.Key, results[queued.Value]));
        // also of those whose answer was lost, each at most once
        Assert.Equal(results.Count, results.Values.Distinct().Count());
        Assert.All(plum.Receiver.Starts.GroupBy(start => start["call_id"]), call => Assert.Single(call));
        Assert.Contains(
            plum.Receiver.Results,
            result => result is { } r && r["callee_type"] == "unknown" && r["result"] == "failed");
    }

    /// <summary>
    /// P7: a list whose request died before its answer is there whole or not at all; an answered one is there.
    /// </summary>
    [Fact]
    public async Task QueueCalls_IsThereWholeOrNotAtAll()
    {
        await using var plum = await KilledService.StartAsync();
        for (var life = 0; life < 5; life++)
        {
            await SendListAsync(plum, $"whole {life}");
            var broken = Enumerable.Range(0, 4).Select(i => TrySendListAsync(plum, $"broken {life}.{i}")).ToList();
            await MomentAsync(plum, 6 * life);
            await plum.KillAndStartAsync();
            await Task.WhenAll(broken);
        }

        var accepted = await plum.FinishAsync();

        Assert.All(_answered, queued => Assert.Equal(Rows, accepted[queued.Key]));
        Assert.All(
            accepted.Where(campaign => campaign.Key != "default"), campaign => Assert.Equal(Rows, campaign.Value));
        var results = Results(plum);
        Assert.Equal(accepted.Values.Sum(), results.Count);
        Assert.All(plum.Receiver.Starts.GroupBy(start => start["call_id"]), call => Assert.Single(call));
    }

    // A few milliseconds, as many as some small requests take: now in the middle of one step of queueing, now of
    // another.
    private static async Task MomentAsync(KilledService plum, int requests)
    {
        for (var i = 0; i < requests; i++)
        {
            await plum.Client.GetStringAsync("api/schedules");
        }
    }

    // Call ids and their references; every repetition of a result says the same under the same delivery.
    private static Dictionary<int, string> Results(KilledService plum) =>
        plum.Receiver.Results.GroupBy(result => result["call_id"]).ToDictionary(
        call => int.Parse(call.Key),
        call =>
        {
            Assert.Single(call.Select(result => result.Headers["X-Plum-Delivery"]).Distinct());
            return Assert.Single(call.Select(result => result["message_reference"]).Distinct());
        });

    /// <summary>
    /// Queues calls over many connections until so many have been answered; the others are under way when this returns.
    /// </summary>
    private async Task QueueUntilAsync(KilledService plum, int answers)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        for (var i = 0; i < Connections; i++)
        {
            _ = QueueAsync();
        }

        await reached.Task;

        async Task QueueAsync()
        {
            var client = plum.Client;
            try
            {
                while (true)
                {
                    var reference = $"ref {Interlocked.Increment(ref _sent)}";
                    var answer = await client.QueueCallAsync(
                        [.. plum.Urls, ("phone_number", "16175550001"), ("message_reference", reference)]);
                    _answered[reference] = answer.Queued().CallId;
                    if (_answered.Count >= answers)
                    {
                        reached.TrySetResult();
                    }
                }
            }
            catch (Exception e)
                when (e is HttpRequestException or OperationCanceledException or ObjectDisposedException)
            {
                // killed; nobody knows of this one
            }
            catch (Exception e)
            {
                reached.TrySetException(e);
            }
        }
    }

    private async Task KillWhileDialingAsync(KilledService plum)
    {
        var (asked, released) = (plum.Receiver.Starts.Count(), new TaskCompletionSource(
            TaskCreationOptions.RunContinuationsAsynchronously));
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        plum.Receiver.Script = async request =>
        {
            if (request.Path == "/start.php" && request.IsCall && plum.Receiver.Starts.Count() > asked)
            {
                reached.TrySetResult();
                await released.Task;
            }

            return null;
        };
        await QueueUntilAsync(plum, _answered.Count + 30);
        await reached.Task;
        var kill = plum.KillAndStartAsync();
        plum.Receiver.Script = _ => Task.FromResult<Reply?>(null);
        released.SetResult();
        await kill;
    }

    private async Task SendListAsync(KilledService plum, string name)
    {
        var answer =
            await plum.Client.QueueCallsAsync(CampaignForm.Numbers(Rows), [.. plum.Urls, ("campaign_name", name)]);
        _answered[name] = answer.Queued().CampaignId;
    }

    private async Task TrySendListAsync(KilledService plum, string name)
    {
        try
        {
            await SendListAsync(plum, name);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or ObjectDisposedException)
        {
            // killed; nobody knows of this one
        }
    }
}
