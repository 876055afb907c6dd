using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Plum.Core.Campaigns;
using Plum.Bench.Peers;
using Plum.Demo;
using Plum.Functions.Gateways;
using Plum.Functions.Campaigns;
using Plum.Functions.Tests;

namespace Plum.Bench;

/// <summary>
/// How exactly calls start on the machine's own clock: the moment the gateway is asked, against the call's own instant.
/// </summary>
internal static class PaceFigure
{
    private const int PerSecond = 50;

    /// <summary>Long enough for what is compared with: it is off from its first second.</summary>
    private const int PeerSeconds = 20;

    private static readonly TimeSpan Spacing = TimeSpan.FromSeconds(1) / PerSecond;

    public static async IAsyncEnumerable<Row> Measure(TimeSpan time)
    {
        var late = await RunAsync((int)time.TotalSeconds);
        var tenth = late.Length / 10;
        var drift = late[^tenth..].Average() - late[..tenth].Average();
        var (p99, early) = (P99(late), late.Count(ms => ms < 0));
        yield return new("calls that started early", "0", $"{early} of {late.Length}", early == 0);
        yield return new(
            $"start after its instant over {time.TotalSeconds:0} s, p99", "<= 20 ms",
            $"{p99:0.0} ms (p50 {late.Order().ElementAt(late.Length / 2):0.0}, worst {late.Max():0.0})", p99 <= 20);
        yield return new("drift, the last tenth against the first", "<= 5 ms", $"{drift:0.0} ms", Math.Abs(drift) <= 5);

        if (BullMq.Missing is { } missing)
        {
            yield return missing;
        }
        else
        {
            var bursts = await BullMqAsync(PerSecond, TimeSpan.FromSeconds(1));
            yield return Row.AtLeast(
                "against BullMQ's limiter, 50 per 1,000 ms", 10, P99(bursts) / p99,
                $"BullMQ p99 {P99(bursts):0} ms off");
            var singles = await BullMqAsync(1, Spacing);
            yield return new(
                "for comparison: BullMQ's limiter, 1 per 20 ms", "",
                $"p99 {P99(singles):0} ms off, {singles[^1]:0} ms behind after {PeerSeconds} s");
        }

        await using var quartz = await QuartzPeer.StartAsync();
        var triggered = await quartz.PaceAsync(PerSecond * PeerSeconds, Spacing);
        yield return new(
            "for comparison: a Quartz trigger each 20 ms, its store SQLite", "", $"p99 {P99(triggered):0.0} ms off");
    }

    private static double P99(double[] off) =>
        off.Select(Math.Abs).Order().ElementAt(off.Length * 99 / 100);

    /// <summary>How far each job began from its even instant after the first.</summary>
    private static async Task<double[]> BullMqAsync(int max, TimeSpan duration)
    {
        await using var peer = await BullMq.StartAsync();
        var starts = await peer.PaceAsync(PerSecond * PeerSeconds, max, duration);
        return [.. starts.Select((at, i) => at - (i * Spacing.TotalMilliseconds))];
    }

    /// <summary>How late each call started, in the order of the list.</summary>
    private static async Task<double[]> RunAsync(int seconds)
    {
        var starts = new ConcurrentDictionary<long, Instant>();
        await using var receiver = await Receiver.StartAsync();
        await using var server = await PlumServer.StartAsync(new()
        {
            Virtual = false,
            Settings = new Dictionary<string, string?> { ["Plum:Gateway:FetchStartUrl"] = "false" },
            Services = services => services.AddSingleton<IDialGateway>(new NotingGateway(starts)),
        });
        using var client = new PlumClient(server.Address.AbsoluteUri, PlumServer.Token);
        await client.CreateScheduleAsync("""["mon","tue","wed","thu","fri","sat","sun"]""", "daily");
        await client.CreateProfileAsync(1, PerSecond * 60, 0, "pace");
        using var numbers = new ByteArrayContent(Numbers.Csv(PerSecond * seconds));
        var today = TimeProvider.System.GetUtcNow();
        var campaign = await client.CreateCampaignAsync(
            Numbers.Campaign(receiver, "daily", Text(today.AddDays(-1)), Text(today.AddDays(2))), numbers);
        await client.StartAsync(campaign);

        for (var waited = 0; starts.Count < PerSecond * seconds; waited++)
        {
            if (waited > 2 * seconds)
            {
                throw new TimeoutException($"{starts.Count} calls started within {waited} s.");
            }

            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
        }

        var stored = await server.Services
            .GetRequiredService<CampaignTable>()
            .FindCampaignAsync(new CampaignKey("demo", campaign), default);
        var anchor = stored!.Value.Anchor;
        return [.. starts.OrderBy(start => start.Key)
            .Select(start => (start.Value - anchor).TotalMilliseconds - (start.Key * Spacing.TotalMilliseconds))];
    }

    private static string Text(DateTimeOffset day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Answers at once and notes when it was asked for which position of the list.</summary>
    private sealed class NotingGateway(ConcurrentDictionary<long, Instant> starts) : IDialGateway
    {
        public bool TakesIdempotencyKey => true;

        public Task<GatewayAnswer> PlaceAsync(DialRequest request, CancellationToken ct)
        {
            var now = Instant.FromDateTimeOffset(TimeProvider.System.GetUtcNow());
            starts[request.Key.Position] = now;
            return Task.FromResult<GatewayAnswer>(
                new GatewayAnswer.Ended(
                    new(true, Core.Calls.CalleeType.Voice, now + Duration.FromSeconds(5), 5, null)));
        }
    }
}
