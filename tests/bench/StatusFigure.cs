using System.Globalization;
using Plum.Demo;

namespace Plum.Bench;

/// <summary>Many look while a campaign dials: how fast they are answered, and whether its pace holds.</summary>
internal static class StatusFigure
{
    private const int PerSecond = 500;
    private const int OtherCampaigns = 50;
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(15);

    public static async IAsyncEnumerable<Row> Measure()
    {
        if (!Wrk.IsThere)
        {
            yield return Row.Skipped("requests", "no wrk");
            yield break;
        }

        await using var receiver = await Receiver.StartAsync();
        await using var service = await ServiceProcess.StartAsync(
            settings: ["--Plum:Outbound:AllowPrivateNetworks=true"]);
        await service.Client.CreateScheduleAsync("""["mon","tue","wed","thu","fri","sat","sun"]""", "daily");
        await service.Client.CreateProfileAsync(1, PerSecond * 60, 0, "pace");
        var today = TimeProvider.System.GetUtcNow();
        var (first, last) = (today.AddDays(-1), today.AddDays(2));
        var fields = Numbers.Campaign(receiver, "daily", $"{first:yyyy-MM-dd}", $"{last:yyyy-MM-dd}");
        for (var i = 0; i < OtherCampaigns; i++)
        {
            using var few = new ByteArrayContent(Numbers.Csv(10));
            await service.Client.CreateCampaignAsync(fields, few);
        }

        using var numbers = new ByteArrayContent(Numbers.Csv(PerSecond * 150));
        var campaign = await service.Client.CreateCampaignAsync(fields, numbers);
        await service.Client.StartAsync(campaign);
        await Task.Delay(TimeSpan.FromSeconds(30), TimeProvider.System); // until as many calls are in flight as will be

        var quiet = await PaceAsync(receiver, () => Task.Delay(Time, TimeProvider.System));
        yield return new($"calls a second of {PerSecond} asked, nobody looking", "", quiet.ToString());
        foreach (var (what, path) in new[]
        {
            ("a campaign", $"api/campaigns/{campaign}"),
            ($"the list of {OtherCampaigns + 1} campaigns", "api/campaigns"),
            ("the schedules", "api/schedules"),
        })
        {
            Wrk? looked = null;
            var busy = await PaceAsync(
                receiver, async () => looked = await Wrk.RunAsync(service.Address + path, ServiceProcess.Token, Time));
            yield return new(
                $"GET of {what}, {Wrk.Connections} connections: requests a second", ">= 8,000",
                $"{looked!.PerSecond:N0}", looked.PerSecond >= 8_000);
            yield return new(
                $"GET of {what}: p99", "<= 50 ms", $"{looked.P99:0.0} ms (p50 {looked.P50:0.0})", looked.P99 <= 50);
            yield return new(
                $"GET of {what}: calls a second meanwhile", "within 1 %",
                busy.ToString(), Math.Abs(busy.Mean - PerSecond) <= PerSecond / 100.0);
        }
    }

    private static async Task<Pace> PaceAsync(Receiver receiver, Func<Task> meanwhile)
    {
        var from = TimeProvider.System.GetUtcNow();
        await meanwhile();
        // Only answered calls fetch their start_url; their references tell how far the list has come.
        var starts = receiver.Starts.Where(start => start.At >= from && start.At < from + Time)
            .Select(start => (Seconds: (start.At - from).TotalSeconds, Number: long.Parse(
                start["message_reference"]["ref".Length..], CultureInfo.InvariantCulture)))
            .OrderBy(start => start.Number).ToList();
        var (first, last) = (starts[0], starts[^1]);
        double[] instants =
            [.. starts.Select(start => start.Seconds - ((double)(start.Number - first.Number) / PerSecond)).Order()];
        return new(
            (last.Number - first.Number) / (last.Seconds - first.Seconds),
            (instants[instants.Length * 99 / 100] - instants[0]) * 1_000);
    }

    /// <param name="LateMilliseconds">
    /// How much later than the most punctual call the latest but one in a hundred came, by its own instant.
    /// </param>
    private sealed record Pace(double Mean, double LateMilliseconds)
    {
        public override string ToString() => $"{Mean:0.0}, 99 % within {LateMilliseconds:0} ms";
    }
}
