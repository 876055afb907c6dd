using Plum.Demo;
using Plum.Functions.Tests;

namespace Plum.Bench;

/// <summary>
/// Calls queued one by one over HTTP while they are dialed: as fast as 16 connections carry them, and 1,000 a second.
/// </summary>
internal static class QueueCallFigure
{
    private const int Requests = 30_000;
    private const int PerSecond = 1_000;
    private const int Seconds = 20;

    public static async IAsyncEnumerable<Row> Measure()
    {
        await using (var service = await ServiceProcess.StartAsync(settings: ServiceProcess.WithoutUrls))
        {
            using var client = new OutboundClient(service.Address);
            await Traffic.FlatOutAsync(5_000, client.QueueCallAsync); // compiles what a service has compiled long ago
            await DialedAsync(service.Client, 5_000);
            var (cpu, own) = (service.ProcessorTime, Processor.Used);
            var run = await Traffic.FlatOutAsync(Requests, client.QueueCallAsync);
            var (server, clients) = ((service.ProcessorTime - cpu) / run.Took, (Processor.Used - own) / run.Took);
            var (started, seconds) = (await StartedAsync(service.Client) - 5_000, run.Took.TotalSeconds);
            var rate = Requests / seconds;
            yield return new(
                $"requests a second, {OutboundClient.Connections} connections",
                ">= 1,000",
                $"{rate:N0}",
                rate >= 1_000);
            yield return new(
                "answered within",
                "",
                $"p50 {run.Late(0.5):0.0} ms, p99 {run.Late(0.99):0.0} ms, worst {run.Late(1):0} ms");
            yield return new("processors busy", "", $"service {server:0.00}, its clients {clients:0.00}");
            yield return new("dialed meanwhile, 1,000/s allowed", "", $"{started / seconds:N0} calls/s");
            await DialedAsync(service.Client, 5_000 + Requests);

            using var stop = new CancellationTokenSource();
            var behind = MostWaitingAsync(service.Client, stop.Token);
            var steady = await SteadyAsync(client);
            await stop.CancelAsync();
            yield return new(
                $"{PerSecond:N0} requests a second for {Seconds} s, answered within",
                "",
                $"p50 {steady.Late(0.5):0.0} ms, p99 {steady.Late(0.99):0.0} ms");
            yield return new("calls not dialed yet meanwhile, at most", "", $"{await behind:N0}");
        }

        yield return await OperationsAsync();
    }

    private static async Task<Traffic> SteadyAsync(OutboundClient client)
    {
        var traffic = new Traffic();
        var requests = new List<Task>(PerSecond * Seconds);
        while (requests.Count < PerSecond * Seconds)
        {
            for (var due = traffic.Took.TotalSeconds * PerSecond; requests.Count < Math.Min(due, PerSecond * Seconds);)
            {
                var number = requests.Count;
                requests.Add(Task.Run(() => traffic.TimeAsync(() => client.QueueCallAsync(number))));
            }

            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }

        await Task.WhenAll(requests);
        return traffic.Over(PerSecond * Seconds);
    }

    // What a call costs storage from the request to the record of its outcome; counted in this process, where the
    // counter can be read.
    private static async Task<Row> OperationsAsync()
    {
        await using var server = await PlumServer.StartAsync(new()
        {
            Virtual = false,
            Settings = new Dictionary<string, string?>
            {
                ["Plum:Gateway:FetchStartUrl"] = "false",
                ["Plum:Outbound:CheckUrls"] = "false",
            },
        });
        using var plum = new PlumClient(server.Address.AbsoluteUri, PlumServer.Token);
        using var client = new OutboundClient(server.Address.AbsoluteUri);
        using var operations = new OperationCount();
        await SteadyAsync(client);
        await DialedAsync(plum, PerSecond * Seconds);
        return new(
            $"storage operations a call, {PerSecond:N0}/s, dialing included",
            "",
            $"{(double)operations.Total / (PerSecond * Seconds):0.000}");
    }

    private static async Task<int> MostWaitingAsync(PlumClient client, CancellationToken ct)
    {
        var most = 0;
        while (!ct.IsCancellationRequested)
        {
            most = Math.Max(most, (await CountsAsync(client)).Waiting);
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, CancellationToken.None);
        }

        return most;
    }

    private static async Task<int> StartedAsync(PlumClient client)
    {
        var (accepted, waiting) = await CountsAsync(client);
        return accepted - waiting;
    }

    private static async Task<(int Accepted, int Waiting)> CountsAsync(PlumClient client)
    {
        var counts = (await client.GetAsync("api/campaigns/default"))["counts"]!;
        return (counts["accepted"]!.GetValue<int>(), counts["waiting"]!.GetValue<int>());
    }

    private static async Task DialedAsync(PlumClient client, int calls)
    {
        for (var tries = 0; await StartedAsync(client) is var started && started < calls; tries++)
        {
            if (tries > 600)
            {
                throw new TimeoutException($"{started:N0} of {calls:N0} calls were dialed.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }
}
