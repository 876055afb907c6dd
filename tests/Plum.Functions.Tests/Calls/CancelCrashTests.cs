using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Plum.Demo;
using Plum.Functions.Accounts;
using Plum.Functions.Calls;
using Plum.Functions.Calls.Canceling;
using Plum.Functions.Campaigns;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Calls;

/// <summary>Cancels that break off at any request to storage, and cancels that meet dialers.</summary>
public sealed class CancelCrashTests
{
    private const int Calls = 60;
    private readonly RecordingGateway _gateway = new();

    /// <summary>
    /// P4, P6, P7: what was begun is finished without a hand; what was not even written changes nothing.
    /// </summary>
    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 5)]
    public async Task CancelAll_BrokenOffAnywhere_IsDoneWholeOrNotAtAll(bool started, int step)
    {
        var (outcomes, broken) = (new HashSet<long>(), true);
        for (var operation = 1; broken; operation += step)
        {
            await using var receiver = await Receiver.StartAsync();
            await using var plum = await StartAsync();
            var campaign = await CreateAsync(plum, receiver, started);
            var before = await plum.CountsAsync(campaign);

            broken = await BrokenAtAsync(plum, operation, ct =>
                plum.Services
                    .GetRequiredService<CancelOrders>()
                    .CancelAllAsync(Caller.Service("demo"), new("demo", campaign), "order", ct));
            await plum.RestartAsync();
            await plum.AdvanceAsync(TimeSpan.FromMinutes(11)); // timers fire when time passes, they do not make it pass
            await plum.AdvanceAsync(TimeSpan.FromMinutes(11));
            var after = await plum.CountsAsync(campaign);
            outcomes.Add(after.Canceled);
            Assert.True(
                after.Canceled == 0 || after.Waiting == 0, $"broken off at {operation}: {before}, then {after}");
            await plum.CancelAllAsync(campaign);
            await plum.AdvanceAsync(TimeSpan.FromHours(2));

            var counts = await plum.CountsAsync(campaign);
            Assert.Equal((Calls, 0), (counts.Final, counts.Waiting + counts.Retrying + counts.InFlight));
            Assert.Equal(counts.Canceled, receiver.Results
                .Where(result => result["result"] == "canceled")
                .Select(result => result["call_id"])
                .Distinct()
                .Count());
            Assert.Equal(Calls, receiver.Results.Select(result => result["call_id"]).Distinct().Count());
        }

        Assert.Contains(0, outcomes);
        Assert.True(outcomes.Count > 1);
    }

    [Fact]
    public async Task CancelOne_BrokenOffAnywhere_IsDoneWholeOrNotAtAll()
    {
        var outcomes = new HashSet<long>();
        for (var (operation, broken) = (1, true); broken; operation++)
        {
            await using var receiver = await Receiver.StartAsync();
            await using var plum = await StartAsync();
            var campaign = await CreateAsync(plum, receiver, started: true);
            var found = (await plum.Services
                .GetRequiredService<CampaignTable>()
                .FindCampaignAsync(new("demo", campaign), default))!.Value;
            // the last one: the first has id 1
            var call = (await plum.Services.GetRequiredService<FoundCalls>().FindAsync(found.Key, Calls, default))!;

            broken = await BrokenAtAsync(
                plum, operation, ct => plum.Services.GetRequiredService<CanceledCalls>().CancelAsync(found, call, ct));
            var counts = await plum.CountsAsync(campaign);
            outcomes.Add(counts.Canceled);
            await plum.RestartAsync();
            await plum.AdvanceAsync(TimeSpan.FromHours(26));

            Assert.Equal(Calls, (await plum.CountsAsync(campaign)).Final);
            Assert.Equal(counts.Canceled == 0, _gateway.Asked.Any(
                asked => asked.Key.StartsWith("demo", StringComparison.Ordinal) && asked.CallId == Calls));
            Assert.Equal(Calls, receiver.Results.Select(result => result["call_id"]).Distinct().Count());
            _gateway.Forget();
        }

        Assert.Equal([0L, 1L], outcomes.Order());
    }

    /// <summary>P3: a claim and a cancel of the same call never both succeed.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Cancel_AgainstDialing_OneOfThemWins(int seed)
    {
        var random = new Random(seed);
        await using var plum = await StartAsync();
        var now = plum.Now();
        var ids = await Task.WhenAll(Enumerable
            .Range(0, 400)
            .Select(i => plum.QueueAsync($"1617555{i:D4}", now + Duration.FromMilliseconds(10 * i))));
        var campaign = await plum.DefaultCampaignAsync();

        var dialing = plum.AdvanceAsync(TimeSpan.FromSeconds(10));
        var cancels =
            await Task.WhenAll(ids.Where(_ => random.Next(2) == 0).Select(id => TryCancelAsync(plum, campaign, id)));
        await dialing;
        await plum.AdvanceAsync(TimeSpan.FromMinutes(10));

        var canceled = cancels.Where(cancel => cancel.Done).Select(cancel => cancel.Call).ToHashSet();
        Assert.Equal(
            ids.Where(id => !canceled.Contains(id)).Order(), _gateway.Asked.Select(asked => asked.CallId).Order());
        var counts = await plum.CountsAsync(campaign);
        Assert.Equal((400, canceled.Count), (counts.Final, counts.Canceled));
    }

    private static async Task<(int Call, bool Done)> TryCancelAsync(PlumServer plum, int campaign, int call)
    {
        using var answer = await plum.Client.PostAsync($"api/campaigns/{campaign}/calls/{call}/cancel", null);
        return (call, answer.IsSuccessStatusCode);
    }

    private static async Task<int> CreateAsync(PlumServer plum, Receiver receiver, bool started)
    {
        var campaign = await Example.CreateAsync(
            plum, Calls, form => form with { ResultUrl = receiver.ResultUrl, MaxRetries = 1, RetryInterval = 3_600 });
        await plum.Client.StartCampaignAsync(campaign);
        await plum.AdvanceToAsync(new(2022, 1, 3, 8, 8, 0, TimeSpan.FromHours(-5)));
        if (!started)
        {
            await plum.StopCampaignAsync(campaign);
        }

        return campaign;
    }

    // As if the process died there: what storage was asked for is done, and nothing after it. False when it came to its
    // end before.
    private static async Task<bool> BrokenAtAsync(PlumServer plum, int operation, Func<CancellationToken, Task> act)
    {
        using var death = new CancellationTokenSource();
        try
        {
            await plum.AnswerAsync(StorageOperations.WatchAsync(() => act(death.Token), asked =>
            {
                if (asked == operation)
                {
                    death.Cancel();
                }
            }));
            return death.IsCancellationRequested;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }

    private Task<PlumServer> StartAsync() => PlumServer.StartAsync(new()
    {
        Services = _gateway.Register,
        Settings = new Dictionary<string, string?> { ["Plum:Gateway:FetchStartUrl"] = "false" },
    });
}
