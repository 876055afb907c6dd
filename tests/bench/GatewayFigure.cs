using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Plum.Core.Campaigns;
using Plum.Demo;
using Plum.Functions.Calls;
using Plum.Functions.Campaigns;
using Plum.Functions.Tests;
using Plum.Functions.Tests.Gateways;
using Plum.Standalone.Tests.Storage;

namespace Plum.Bench;

/// <summary>
/// 500 calls that go on at once, 50 started a second, through a gateway that answers in 100 ms and calls back; each
/// hundredth callback is lost.
/// </summary>
internal static class GatewayFigure
{
    private const int PerSecond = 50;
    private const int Calls = PerSecond * 60;

    /// <summary>After three seconds of ringing.</summary>
    private const int TalkSeconds = 7;

    public static async IAsyncEnumerable<Row> Measure()
    {
        foreach (var row in await RunAsync("SQLite", null))
        {
            yield return row;
        }

        var (without, _) = await PlanAsync(tellsLater: false);
        var (with, open) = await PlanAsync(tellsLater: true);
        yield return new(
            $"SQLite: a plan with {open:N0} open calls, and with none",
            "",
            $"{with:0.0} ms, {without:0.0} ms ({with / without:0.0} times)");

        if (await AzuriteProcess.TryStartAsync() is not { } azurite)
        {
            yield return new("Azurite: not installed (npm ci --prefix tests)", "", "");
            yield break;
        }

        await using (azurite)
        {
            foreach (var row in await RunAsync("Azurite", azurite))
            {
                yield return row;
            }
        }
    }

    private static async Task<IReadOnlyList<Row>> RunAsync(string backend, AzuriteProcess? azurite)
    {
        var arrived = new ConcurrentQueue<DateTimeOffset>();
        await using var receiver = await Receiver.StartAsync();
        await using var peer = await TwilioPeer.StartAsync();
        peer.Outcome = _ => new("completed", TalkSeconds, "human");
        peer.LosesCallback = index => index % 100 == 99;
        peer.Trouble = async http =>
        {
            if (HttpMethods.IsPost(http.Request.Method))
            {
                arrived.Enqueue(TimeProvider.System.GetUtcNow());
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
            }

            return false;
        };
        await using var server = await PlumServer.StartAsync(
            new() { Virtual = false, Storage = azurite?.ConnectionString, Settings = peer.Settings() });
        (peer.Clock, peer.Service) = (server.Time, server.Address);
        using var client = new PlumClient(server.Address.AbsoluteUri, PlumServer.Token);
        await client.CreateScheduleAsync("""["mon","tue","wed","thu","fri","sat","sun"]""", "daily");
        await client.CreateProfileAsync(1, PerSecond * 60, 0, "pace");
        // compiles what a service has compiled long ago
        await DialAsync(client, await CreateAsync(client, receiver, 2_000_000, PerSecond * 5), PerSecond * 5);
        arrived.Clear();
        var before = peer.Placed.Count;
        var campaign = await CreateAsync(client, receiver, 3_000_000, Calls);

        using var operations = new OperationCount();
        var (most, settled) = await DialAsync(client, campaign, Calls);
        // An account is asked for messages all the time, whatever it is for.
        var counted = (double)(operations.Total - (azurite is null ? 0 : operations.Of("receive"))) / Calls;

        var stored = await server.Services
            .GetRequiredService<CampaignTable>()
            .FindCampaignAsync(new CampaignKey("demo", campaign), default);
        var anchor = stored!.Value.Anchor.ToDateTimeOffset();
        var late = arrived
            .Order()
            .Select((at, i) => (at - anchor).TotalMilliseconds - (i * 1_000.0 / PerSecond))
            .Order()
            .ToList();
        var p99 = late[late.Count * 99 / 100];
        var placed = peer.Placed.Skip(before).Select(call => call.Form["To"]).ToList();
        var twice = placed.Count - placed.Distinct().Count();
        return
        [
            new(
                $"{backend}: asked for after its instant, p99; most at once",
                "<= 100 ms, 500",
                $"{p99:0.0} ms, {most}",
                p99 <= 100 && most >= 450),
            new($"{backend}: storage operations a call", "<= 1.667", $"{counted:0.000}", counted <= 1.667),
            new(
                $"{backend}: calls placed, placed twice, left without an outcome",
                $"{Calls}, 0, 0",
                $"{placed.Count}, {twice}, {Calls - settled}",
                placed.Count == Calls && twice == 0 && settled == Calls),
        ];
    }

    /// <summary>Of a campaign in the middle of its list, by a clock that stands still: each plan is the same.</summary>
    private static async Task<(double Milliseconds, int Open)> PlanAsync(bool tellsLater)
    {
        var midnight = new DateTimeOffset(2022, 1, 1, 0, 0, 0, TimeSpan.FromHours(-5));
        await using var receiver = await Receiver.StartAsync();
        await using var server = await PlumServer.StartAsync(new()
        {
            Start = midnight,
            Settings = new Dictionary<string, string?>
            {
                ["Plum:Gateway:FetchStartUrl"] = "false",
                ["Plum:Gateway:TellsLater"] = $"{tellsLater}",
                ["Plum:Gateway:LongestCallSeconds"] = tellsLater ? "600" : "0",
            },
        });
        using var client = new PlumClient(server.Address.AbsoluteUri, PlumServer.Token);
        await client.CreateScheduleAsync("""["mon","tue","wed","thu","fri","sat","sun"]""", "daily");
        await client.CreateProfileAsync(1, PerSecond * 60, 0, "pace");
        using var numbers = new ByteArrayContent(Numbers.Csv(100_000));
        var campaign = await client.CreateCampaignAsync(
            Numbers.Campaign(receiver, "daily", Day(midnight.AddDays(-1)), Day(midnight.AddDays(2))), numbers);
        await client.StartAsync(campaign);
        await server.AdvanceToAsync(midnight.AddMinutes(4));
        var open = (await client.GetAsync($"api/campaigns/{campaign}"))["counts"]!["in_flight"]!.GetValue<int>();

        var plans = ActivatorUtilities.CreateInstance<ReleaseCalls>(server.Services);
        var times = new List<double>();
        for (var i = 0; i < 60; i++)
        {
            var clock = Stopwatch.StartNew();
            await plans.Run(new CampaignInput("demo", campaign), default);
            times.Add(clock.Elapsed.TotalMilliseconds);
        }

        return (times.Skip(10).Order().ElementAt(25), open);
    }

    // The peer knows numbers of Boston alone.
    private static async Task<int> CreateAsync(PlumClient client, Receiver receiver, int first, int calls)
    {
        using var list =
            new StringContent(string.Concat(Enumerable.Range(first, calls).Select(number => $"1617{number}\n")));
        var today = TimeProvider.System.GetUtcNow();
        return await client.CreateCampaignAsync(
            Numbers.Campaign(receiver, "daily", Day(today.AddDays(-1)), Day(today.AddDays(2))), list);
    }

    // Those whose callback was lost are asked about a minute later.
    private static async Task<(int Most, int Settled)> DialAsync(PlumClient client, int campaign, int calls)
    {
        await client.StartAsync(campaign);
        var (most, settled) = (0, 0);
        for (var seconds = 0; seconds < 240 && settled < calls; seconds += 2)
        {
            await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System);
            var counts = (await client.GetAsync($"api/campaigns/{campaign}"))["counts"]!;
            most = Math.Max(most, counts["in_flight"]!.GetValue<int>());
            settled = counts["completed"]!.GetValue<int>() + counts["failed"]!.GetValue<int>();
        }

        return (most, settled);
    }

    private static string Day(DateTimeOffset day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
