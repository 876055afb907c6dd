using System.Collections.Immutable;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Plum.Core.Calls;
using Plum.Core.Campaigns;
using Plum.Core.Times;
using Plum.Core.Volume;
using Plum.Functions.Tests;
using Plum.Functions.Volume;

namespace Plum.Bench;

/// <summary>How much was called in a year in which 10,000,000 calls were placed.</summary>
internal static class VolumeFigure
{
    private const int Calls = 10_000_000;
    private const int Run = 96;
    private const int RunsTogether = 98;
    private const int Campaigns = 12;

    /// <summary>Below the limit of requests in a quarter of an hour.</summary>
    private const int Requests = 140;

    private const int Warm = 20;
    private static readonly LocalDate First = new(2025, 1, 1);
    private static readonly LocalDate Last = new(2025, 12, 31);
    private static readonly string[] CallerIds = [.. Enumerable.Range(0, 20).Select(i => $"61755501{i:D2}")];

    public static async IAsyncEnumerable<Row> Measure()
    {
        await using var server = await PlumServer.StartAsync(new() { Virtual = false });
        using var operations = new OperationCount();
        var clock = Stopwatch.StartNew();
        await RecordAsync(server.Services.GetRequiredService<VolumeBook>());
        var (each, perSecond) = ((double)operations.Total / Calls, Calls / clock.Elapsed.TotalSeconds);
        yield return new(
            "recording them: operations a call, and calls a second", "", $"{each:0.00000}, {perSecond:N0}/s");

        var report = server.Services.GetRequiredService<VolumeReport>();
        yield return await TimeAsync(
            "days of the year, all numbers, in process", () => ReadAsync(report, null), operations);
        yield return await TimeAsync(
            "days of the year, 1 of 20 numbers, in process", () => ReadAsync(report, CallerIds[7]), operations);

        using var http = await SignInAsync(server);
        yield return await TimeAsync("days of the year, all numbers, over HTTP", () => GetAsync(http), operations);
    }

    private static async Task<Row> TimeAsync(string what, Func<Task<long>> ask, OperationCount operations)
    {
        var before = operations.Total;
        var milliseconds = new List<double>();
        for (var i = 0; i < Requests; i++)
        {
            var began = Stopwatch.GetTimestamp();
            var calls = await ask();
            milliseconds.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            if (calls is not Calls and not (Calls / 20))
            {
                throw new InvalidOperationException($"{calls:N0} calls are reported.");
            }
        }

        var sorted = milliseconds.Skip(Warm).Order().ToList();
        var (median, late) = (sorted[sorted.Count / 2], sorted[sorted.Count * 99 / 100]);
        var each = (double)(operations.Total - before) / Requests;
        return new(
            what,
            "< 50 ms, <= 20 op.",
            $"p50 {median:0.0}, p99 {late:0.0} ms, {each:0.0} op.",
            late < 50 && each <= 20);
    }

    private static async Task<long> ReadAsync(VolumeReport report, string? number) =>
        (await report.ReadAsync("demo", First, Last, VolumePeriod.Day, number, default)).Sum(day => day.Sum.Calls);

    private static async Task<long> GetAsync(HttpClient http)
    {
        var answer = JsonNode.Parse(await http.GetStringAsync("api/volume/20250101/20251231/day/ALL"))!;
        return answer["calls"]!.AsObject().Sum(day => day.Value!.GetValue<long>());
    }

    private static async Task<HttpClient> SignInAsync(PlumServer server)
    {
        var http = server.NewClient();
        using var form = new FormUrlEncodedContent([new("tool", "dev"), new("login", "demo"), new("password", "1234")]);
        using var answer = await http.PostAsync("api/auth", form);
        var login = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes($"{login["login"]}:{login["password"]}")));
        return http;
    }

    // Through the book itself, as the engine does it: as many runs at once as it folds together, spread over the year.
    private static async Task RecordAsync(VolumeBook book)
    {
        var year = Eastern.EndOfDay(Last) - Eastern.StartOfDay(First);
        for (long done = 0; done < Calls;)
        {
            var campaign = new CampaignKey("demo", (int)(done / (Run * RunsTogether) % Campaigns) + 1);
            var runs = new List<DialRun>();
            for (; runs.Count < RunsTogether && done < Calls; done += runs[^1].Calls.Length)
            {
                runs.Add(RunOf(done, (int)Math.Min(Run, Calls - done), year / Calls));
            }

            await book.RecordAsync(campaign, runs, default);
        }
    }

    private static DialRun RunOf(long first, int count, Duration spacing)
    {
        var calls = ImmutableArray.CreateBuilder<RunCall>(count);
        var endings = ImmutableArray.CreateBuilder<RunEnding>(count);
        for (var call = first; call < first + count; call++)
        {
            var at = Eastern.StartOfDay(First) + (spacing * call);
            var seconds = (int)(call % 120);
            calls.Add(new(call, 1));
            var transfers = call % 10 == 0 ? 1 : 0;
            endings.Add(new(
                at + Duration.FromSeconds(8 + seconds),
                RunEndingKind.Completed,
                new(at, CallerIds[call % CallerIds.Length], CalleeType.Voice, seconds, transfers, transfers
                    * seconds
                    / 2)));
        }

        return new(calls.MoveToImmutable(), endings[^1].EndsAt, endings.MoveToImmutable());
    }
}
