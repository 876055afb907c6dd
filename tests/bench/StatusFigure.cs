using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using Plum.Demo;

namespace Plum.Bench;

/// <summary>Many look at one campaign while it dials: how fast they are answered, and whether its pace holds.</summary>
internal static class StatusFigure
{
    private const int Clients = 64;
    private const int PerSecond = 200;
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(15);

    public static async IAsyncEnumerable<Row> Measure()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var service = await ServiceProcess.StartAsync(settings: ["--Plum:Outbound:AllowPrivateNetworks=true"]);
        await service.Client.CreateScheduleAsync("""["mon","tue","wed","thu","fri","sat","sun"]""", "daily");
        await service.Client.CreateProfileAsync(1, PerSecond * 60, 0, "pace");
        using var numbers = new ByteArrayContent(Numbers.Csv(PerSecond * 120));
        var today = TimeProvider.System.GetUtcNow();
        var campaign = await service.Client.CreateCampaignAsync(
            Numbers.Campaign(receiver, "daily", $"{today.AddDays(-1):yyyy-MM-dd}", $"{today.AddDays(2):yyyy-MM-dd}"), numbers);
        await service.Client.StartAsync(campaign);
        await Task.Delay(TimeSpan.FromSeconds(30), TimeProvider.System); // until as many calls are in flight as will be

        var quiet = await PaceAsync(receiver, () => Task.Delay(Time, TimeProvider.System));
        var answered = new ConcurrentBag<double>();
        var busy = await PaceAsync(receiver, () => LookAsync(service.Address + $"api/campaigns/{campaign}", answered));
        double[] took = [.. answered.Order()];
        var rate = took.Length / Time.TotalSeconds;
        yield return new($"GET of a campaign at {PerSecond} calls/s, {Clients} clients", ">= 3,000/s", $"{rate:N0}/s", rate >= 3_000);
        yield return new("answered within", "", $"p50 {took[took.Length / 2]:0.0} ms, p99 {took[took.Length * 99 / 100]:0.0} ms");
        yield return new("calls a second meanwhile", "within 1 %", busy.ToString(), Math.Abs(busy.Mean - PerSecond) <= PerSecond / 100.0);
        yield return new("calls a second without them", "", quiet.ToString());
    }

    private static async Task<Pace> PaceAsync(Receiver receiver, Func<Task> meanwhile)
    {
        var from = TimeProvider.System.GetUtcNow();
        await meanwhile();
        // Only answered calls fetch their start_url; their references tell how far the list has come.
        var starts = receiver.Starts.Where(start => start.At >= from && start.At < from + Time)
            .Select(start => (Seconds: (start.At - from).TotalSeconds, Number: long.Parse(start["message_reference"]["ref".Length..], CultureInfo.InvariantCulture)))
            .OrderBy(start => start.Number).ToList();
        var (first, last) = (starts[0], starts[^1]);
        double[] instants = [.. starts.Select(start => start.Seconds - ((double)(start.Number - first.Number) / PerSecond)).Order()];
        return new((last.Number - first.Number) / (last.Seconds - first.Seconds), (instants[instants.Length * 99 / 100] - instants[0]) * 1_000);
    }

    private static async Task LookAsync(string address, ConcurrentBag<double> answered)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ServiceProcess.Token);
        using var over = new CancellationTokenSource(Time, TimeProvider.System);
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => Task.Run(async () =>
        {
            while (!over.IsCancellationRequested)
            {
                var began = Stopwatch.GetTimestamp();
                await http.GetByteArrayAsync(new Uri(address));
                answered.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }
        })));
    }

    /// <param name="LateMilliseconds">How much later than the most punctual call the latest but one in a hundred came, by its own instant.</param>
    private sealed record Pace(double Mean, double LateMilliseconds)
    {
        public override string ToString() => $"{Mean:0.0}, 99 % within {LateMilliseconds:0} ms";
    }
}
