using System.Net.Http.Headers;
using Plum.Demo;
using Plum.Standalone.Tests.Storage;
using Plum.Worker.Tests.Host;

namespace Plum.Bench;

/// <summary>The app as a worker of the Functions host, beside the same app in one process; both on Azurite.</summary>
/// <remarks>
/// The host is the tests' double, in this process: what it adds is the hop to the worker and back over the host's own
/// protocol, no scaling and no logging.
/// </remarks>
internal static class WorkerFigure
{
    private const int Requests = 500;
    private const int Calls = 1_000;
    private const int PerSecond = 50;
    private const int InTime = (Calls / PerSecond) + 5;

    private static readonly Dictionary<string, string> Settings = new()
    {
        ["Plum:Outbound:CheckUrls"] = "false",
        ["Plum:Gateway:FetchStartUrl"] = "false",
        ["Plum:Gateway:LongestCallSeconds"] = "0",
    };

    public static async IAsyncEnumerable<Row> Measure()
    {
        if (await AzuriteProcess.TryStartAsync() is not { } azurite)
        {
            yield return Row.Skipped("Azurite", "not installed (npm ci --prefix tests)");
            yield break;
        }

        Run worker, alone;
        await using (azurite)
        {
            await using var host = await FunctionsHost.StartAsync(
                azurite.ConnectionString,
                Settings.ToDictionary(one => one.Key.Replace(":", "__", StringComparison.Ordinal), one => one.Value));
            worker = await RunAsync(host.Address.AbsoluteUri);
        }

        await using (var second = (await AzuriteProcess.TryStartAsync())!)
        {
            var settings = Settings.Append(new("AzureWebJobsStorage", second.ConnectionString));
            await using var service = await ServiceProcess.StartAsync(
                settings: settings.Select(one => $"--{one.Key}={one.Value}"));
            alone = await RunAsync(service.Address);
        }

        yield return Hop("queuecall", worker.Queued, alone.Queued);
        yield return Hop("GET of a campaign", worker.Looked, alone.Looked);
        yield return new(
            $"{Calls:N0} calls at {PerSecond}/s, through the host", $"<= {InTime} s",
            $"{worker.Dialed:0.0} s (in one process {alone.Dialed:0.0} s)", worker.Dialed <= InTime);
    }

    private static Row Hop(string what, Traffic worker, Traffic alone) => new(
        $"{what}, {OutboundClient.Connections} connections: p50 through the host", "",
        $"{worker.Late(0.5):0.0} ms, {Requests / worker.Took.TotalSeconds:N0}/s "
        + $"(in one process {alone.Late(0.5):0.0} ms, {Requests / alone.Took.TotalSeconds:N0}/s)");

    private static async Task<Run> RunAsync(string address)
    {
        using var plum = new PlumClient(address, ServiceProcess.Token);
        using var client = new OutboundClient(address);
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ServiceProcess.Token);
        await ReadyAsync(http, address);
        await using var receiver = await Receiver.StartAsync();
        await plum.CreateScheduleAsync("""["mon","tue","wed","thu","fri","sat","sun"]""", "daily");
        await plum.CreateProfileAsync(1, PerSecond * 60, 0, "pace");
        var campaign = await CreateAsync(plum, receiver);

        async Task<int> LookAsync(int number)
        {
            await http.GetByteArrayAsync(new Uri($"{address}api/campaigns/{campaign}"));
            return number;
        }

        await Traffic.FlatOutAsync(200, client.QueueCallAsync); // compiles what a service has compiled long ago
        await Traffic.FlatOutAsync(200, LookAsync);
        return new(
            await Traffic.FlatOutAsync(Requests, client.QueueCallAsync),
            await Traffic.FlatOutAsync(Requests, LookAsync),
            await DialAsync(plum, campaign));
    }

    private static async Task ReadyAsync(HttpClient http, string address)
    {
        for (var tries = 0; ; tries++)
        {
            using var answer = await http.GetAsync(new Uri(address + "health/ready"));
            if (answer.IsSuccessStatusCode)
            {
                return;
            }

            if (tries > 600)
            {
                throw new TimeoutException("The app does not get ready.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }

    private static async Task<int> CreateAsync(PlumClient plum, Receiver receiver)
    {
        using var numbers = new ByteArrayContent(Numbers.Csv(Calls));
        var today = TimeProvider.System.GetUtcNow();
        var (first, last) = (today.AddDays(-1), today.AddDays(2));
        return await plum.CreateCampaignAsync(
            Numbers.Campaign(receiver, "daily", $"{first:yyyy-MM-dd}", $"{last:yyyy-MM-dd}"), numbers);
    }

    private static async Task<double> DialAsync(PlumClient plum, int campaign)
    {
        var began = TimeProvider.System.GetTimestamp();
        await plum.StartAsync(campaign);
        for (var tries = 0; await WaitingAsync(plum, campaign) > 0; tries++)
        {
            if (tries > 600)
            {
                throw new TimeoutException("The calls are not dialed.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);
        }

        return TimeProvider.System.GetElapsedTime(began).TotalSeconds;
    }

    private static async Task<int> WaitingAsync(PlumClient plum, int campaign) =>
        (await plum.GetAsync($"api/campaigns/{campaign}"))["counts"]!["waiting"]!.GetValue<int>();

    private sealed record Run(Traffic Queued, Traffic Looked, double Dialed);
}
