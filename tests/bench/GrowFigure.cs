using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using Plum.Demo;
using Plum.Functions.Tests;

namespace Plum.Bench;

/// <summary>
/// What a call and a request cost when there is ten and a hundred times as much: numbers that wait, campaigns, and
/// calls made before.
/// </summary>
internal static class GrowFigure
{
    private const int PerSecond = 1_000;

    /// <summary>Measured three times, the best counts: what else the machine does only adds.</summary>
    private const int Calls = 5_000;

    private const int Times = 3;
    private const int Requests = 60;

    /// <summary>After a start, and until all calls are over and in the totals.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromMinutes(20);

    private static readonly int[] Factors = [1, 10, 100];
    private static readonly Size Small = new(Waiting: 10_000, Campaigns: 10, Before: 2_000);
    private static readonly DateTimeOffset Midnight = new(2022, 1, 1, 0, 0, 0, TimeSpan.FromHours(-5));

    public static async IAsyncEnumerable<Row> Measure()
    {
        await AtAsync(Small); // compiles what a service has compiled long ago
        foreach (var (what, grown) in new (string, Func<int, Size>)[]
        {
            ("numbers waiting", factor => Small with { Waiting = Small.Waiting * factor }),
            ("campaigns", factor => Small with { Campaigns = Small.Campaigns * factor }),
            ("calls before", factor => Small with { Before = Small.Before * factor }),
        })
        {
            var costs = new List<IReadOnlyList<Cost>>();
            foreach (var factor in Factors)
            {
                costs.Add(await AtAsync(grown(factor)));
            }

            for (var i = 0; i < costs[0].Count; i++)
            {
                double[] operations = [.. costs.Select(cost => cost[i].Operations)];
                double[] milliseconds = [.. costs.Select(cost => cost[i].Milliseconds)];
                yield return new(
                    $"{costs[0][i].What}, 1x, 10x, 100x {what}: operations; ms", "within 20 %",
                    $"{Join(operations, "0.000")}; {Join(milliseconds, "0.000")}",
                    IsFlat(operations, 0.001) && IsFlat(milliseconds, 0.02));
            }
        }
    }

    private static string Join(IEnumerable<double> values, string format) =>
        string.Join(" / ", values.Select(value => value.ToString(format, CultureInfo.InvariantCulture)));

    /// <param name="grain">Differences as small as this are none.</param>
    private static bool IsFlat(double[] values, double grain) => values.Max() <= (values[0] * 1.2) + grain;

    private static async Task<IReadOnlyList<Cost>> AtAsync(Size size)
    {
        await using var receiver = await Receiver.StartAsync();
        await using var server = await PlumServer.StartAsync(new()
        {
            Start = Midnight,
            Settings = new Dictionary<string, string?>
            {
                ["Plum:Gateway:FetchStartUrl"] = "false",
                ["Plum:Outbound:CheckUrls"] = "false",
                ["Plum:Dialing:CallsPerSecond"] = "100000",
            },
        });
        using var client = new PlumClient(server.Address.AbsoluteUri, PlumServer.Token);
        using var outbound = new OutboundClient(server.Address.AbsoluteUri);
        await client.CreateScheduleAsync("""["mon","tue","wed","thu","fri","sat","sun"]""", "daily");
        await client.CreateScheduleAsync("""["mon"]""", "mondays");
        await client.CreateProfileAsync(1, PerSecond * 60, 0, "pace");
        for (var i = 0; i < size.Campaigns; i++)
        {
            using var few = new ByteArrayContent(Numbers.Csv(1));
            await client.StartAsync(await client.CreateCampaignAsync(
                Numbers.Campaign(receiver, "mondays", "2099-01-01", "2099-12-31"), few));
        }

        await server.AdvanceAsync(Settled);
        using var numbers = new ByteArrayContent(Numbers.Csv(size.Before));
        var campaign = await client.CreateCampaignAsync(
            Numbers.Campaign(receiver, "daily", "2021-12-31", "2022-01-30"), numbers);
        await client.StartAsync(campaign);
        await server.AdvanceAsync(TimeSpan.FromSeconds(size.Before / PerSecond) + Settled);
        await AddAsync(server.Client, campaign, (Calls * Times) + size.Waiting);
        await server.AdvanceAsync(TimeSpan.FromSeconds(2));

        var dialing = TimeSpan.FromSeconds(Calls / PerSecond);
        return
        [
            await CostAsync("a call", Times, Calls, () => server.AdvanceAsync(dialing)),
            await CostAsync("GET of its campaign", Requests, 1, () => client.GetAsync($"api/campaigns/{campaign}")),
            await CostAsync(
                "GET of 100 calls", Requests, 1, () => client.GetAsync($"api/campaigns/{campaign}/calls?limit=100")),
            await CostAsync("GET of 10 campaigns", Requests, 1, () => client.GetAsync("api/campaigns?limit=10")),
            await CostAsync("queuecall", Requests, 1, () => outbound.QueueCallAsync(1)),
        ];
    }

    private static async Task AddAsync(HttpClient http, int campaign, int calls)
    {
        using var numbers = new ByteArrayContent(Numbers.Csv(calls));
        numbers.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        using var form = new MultipartFormDataContent
        {
            { new StringContent(campaign.ToString(CultureInfo.InvariantCulture)), "campaign_id" },
            { numbers, "phone_numbers", "numbers.csv" },
        };
        using var answer = await http.PostAsync(new Uri("api/campaigns/add-calls", UriKind.Relative), form);
        if (!answer.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"add-calls answered {await answer.Content.ReadAsStringAsync()}");
        }
    }

    /// <param name="count">How many of what is measured are done each time.</param>
    private static async Task<Cost> CostAsync(string what, int times, int count, Func<Task> act)
    {
        using var operations = new OperationCount();
        var milliseconds = new List<double>();
        for (var i = 0; i < times; i++)
        {
            var clock = Stopwatch.StartNew();
            await act();
            milliseconds.Add(clock.Elapsed.TotalMilliseconds / count);
        }

        return new(what, (double)operations.Total / times / count, milliseconds.Min());
    }

    private sealed record Size(int Waiting, int Campaigns, int Before);

    /// <param name="Operations">Of storage, for each.</param>
    private sealed record Cost(string What, double Operations, double Milliseconds);
}
