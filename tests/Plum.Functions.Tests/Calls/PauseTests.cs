using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Plum.Demo;
using Plum.Functions.Calls;
using Plum.Functions.Tests.EndToEnd;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Calls;

/// <summary>
/// P2 after a pause, in real time and seen from the customer's server: what was missed is never made up for by a burst.
/// </summary>
public sealed class PauseTests : IDisposable
{
    private const int PerSecond = 50;

    // The server that counts shares this process with other tests, and takes in late what arrived in time.
    private const int MostInASecond = PerSecond * 3 / 2;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(12);

    private readonly string _folder = Directory.CreateTempSubdirectory("plum-pause-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task FrozenProcess_KeepsThePace_WhenItGoesOn()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var plum = await StartAsync();
        await DialAsync(plum.Client, receiver);

        await plum.FreezeAsync();
        await PassAsync(Pause);
        await plum.ThawAsync();
        await StartedAsync(receiver, 4 * PerSecond);

        AssertPace(receiver);
    }

    [Fact]
    public async Task FrozenProcess_KeepsTheOrder_WhenItGoesOn()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var plum = await StartAsync();
        await DialAsync(plum.Client, receiver);

        await plum.FreezeAsync();
        await PassAsync(TimeSpan.FromSeconds(4)); // no slot is missed for good, and several messages are late together
        await plum.ThawAsync();
        await StartedAsync(receiver, 6 * PerSecond);

        var ids = receiver.Starts.OrderBy(start => start.At)
            .Select(start => long.Parse(start.Fields["call_id"], CultureInfo.InvariantCulture)).ToList();
        var inOrder = ids.Order().ToList();
        const int OnTheirWay = 10; // requests that are under way together may arrive in any order
        Assert.All(ids, (id, i) => Assert.InRange(inOrder.IndexOf(id), i - OnTheirWay, i + OnTheirWay));
    }

    [Fact]
    public async Task KilledProcess_KeepsThePace_WhenItIsStartedAgain()
    {
        await using var receiver = await Receiver.StartAsync();
        await using (var killed = await StartAsync())
        {
            await DialAsync(killed.Client, receiver);
            await killed.KillAsync();
        }

        await PassAsync(Pause);
        await using var plum = await StartAsync();
        await StartedAsync(receiver, 4 * PerSecond);

        AssertPace(receiver);
    }

    [Fact]
    public async Task SteppedClock_KeepsThePace()
    {
        var clock = new SteppedClock();
        await using var receiver = await Receiver.StartAsync();
        await using var plum = await PlumServer.StartAsync(new()
        {
            Virtual = false,
            Clock = clock,
            Settings = new Dictionary<string, string?> { ["Plum:Gateway:LongestCallSeconds"] = "1" },
        });
        await DialAsync(plum.Client, receiver);

        clock.Step(TimeSpan.FromMinutes(1));
        await StartedAsync(receiver, 4 * PerSecond);

        AssertPace(receiver);
    }

    /// <summary>What is claimed and not placed is unknown after a kill.</summary>
    [Fact]
    public async Task SteppedClock_HasFewCallsClaimedAhead()
    {
        var (clock, gateway, most) = (new SteppedClock(), new RecordingGateway { EndsAtOnce = true }, 0L);
        await using var receiver = await Receiver.StartAsync();
        await using var plum =
            await PlumServer.StartAsync(new() { Virtual = false, Clock = clock, Services = gateway.Register });
        gateway.Before = async request =>
        {
            var runs = (await plum.Services
                .GetRequiredService<CallTable>()
                .ReadLedgerAsync(request.Key.Campaign, default)).Runs;
            var ahead = runs.Max(run => run.Run.Calls[^1].Position) - request.Key.Position;
            InterlockedMax(ref most, ahead);
        };
        await DialAsync(plum.Client, receiver);

        clock.Step(TimeSpan.FromSeconds(4)); // no slot is missed for good, and several messages are late together
        await StartedAsync(receiver, 6 * PerSecond);

        Assert.InRange(most, 1, 2 * PerSecond);
    }

    private static void InterlockedMax(ref long most, long value)
    {
        for (var seen = Interlocked.Read(ref most); value > seen; seen = Interlocked.Read(ref most))
        {
            Interlocked.CompareExchange(ref most, value, seen);
        }
    }

    private Task<PlumProcess> StartAsync() => PlumProcess.StartAsync(
        _folder,
        new Dictionary<string, string>(),
        "--Plum:Gateway:LongestCallSeconds=1",
        "--Plum:Gateway:TakesIdempotencyKey=true");

    private static async Task DialAsync(HttpClient plum, Receiver receiver)
    {
        var campaign = await BriskCampaign.CreateAsync(plum, 10_000, receiver, PerSecond);
        await plum.StartCampaignAsync(campaign);
        await StartedAsync(receiver, PerSecond);
    }

    private static Task StartedAsync(Receiver receiver, int more)
    {
        var until = receiver.Starts.Count() + more;
        return RealTime.UntilAsync($"{more} more calls have started", () => receiver.Starts.Count() >= until);
    }

    private static Task PassAsync(TimeSpan time) =>
        Task.Delay(time, TimeProvider.System, TestContext.Current.CancellationToken);

    private static void AssertPace(Receiver receiver)
    {
        DateTimeOffset[] starts = [.. receiver.Starts.Select(start => start.At).Order()];
        var most = starts.Max(first => starts.Count(at => at >= first && at < first.AddSeconds(1)));
        Assert.InRange(most, 1, MostInASecond);
    }

    /// <summary>The machine's clock, set forward while the service runs.</summary>
    private sealed class SteppedClock : TimeProvider
    {
        private long _ahead;

        public void Step(TimeSpan ahead) => Interlocked.Add(ref _ahead, ahead.Ticks);

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Interlocked.Read(ref _ahead));
    }
}
