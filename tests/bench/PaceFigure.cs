using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Plum.Core.Campaigns;
using Plum.Demo;
using Plum.Functions.Gateways;
using Plum.Functions.Campaigns;
using Plum.Functions.Tests;

namespace Plum.Bench;

/// <summary>How exactly calls start on the machine's own clock: the moment the gateway is asked, against the call's own instant.</summary>
internal static class PaceFigure
{
    private const int PerSecond = 50;
    private const int Seconds = 40;

    public static async IAsyncEnumerable<Row> Measure()
    {
        var late = await RunAsync();
        var (median, p99, worst) = (late[late.Count / 2], late[late.Count * 99 / 100], late[^1]);
        yield return new("calls that started early", "0", $"{late.Count(ms => ms < 0)} of {late.Count}", late[0] >= 0);
        yield return new("start after its instant, p99", "<= 50 ms", $"{p99:0.0} ms (p50 {median:0.0}, worst {worst:0.0})", p99 <= 50);
    }

    private static async Task<List<double>> RunAsync()
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
        using var numbers = new ByteArrayContent(Numbers.Csv(PerSecond * Seconds));
        var today = TimeProvider.System.GetUtcNow();
        var campaign = await client.CreateCampaignAsync(
            Numbers.Campaign(receiver, "daily", Text(today.AddDays(-1)), Text(today.AddDays(2))), numbers);
        await client.StartAsync(campaign);

        for (var waited = 0; starts.Count < PerSecond * Seconds; waited++)
        {
            if (waited > 2 * Seconds)
            {
                throw new TimeoutException($"{starts.Count} calls started within {waited} s.");
            }

            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
        }

        var stored = await server.Services.GetRequiredService<CampaignTable>().FindCampaignAsync(new CampaignKey("demo", campaign), default);
        var anchor = stored!.Value.Anchor;
        return [.. starts.Select(start => (start.Value - anchor).TotalMilliseconds - (start.Key * 1_000.0 / PerSecond)).Order()];
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
                new GatewayAnswer.Ended(new(true, Core.Calls.CalleeType.Voice, now + Duration.FromSeconds(5), 5, null)));
        }
    }
}
