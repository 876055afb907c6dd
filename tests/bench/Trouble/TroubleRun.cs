using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plum.Demo;
using Plum.Functions.Tests;
using Plum.Functions.Tests.Gateways;
using Plum.Standalone.Tests.Storage;

namespace Plum.Bench.Trouble;

/// <summary>A campaign of many calls, and a service and a carrier that are killed while they place them.</summary>
internal sealed class TroubleRun : IAsyncDisposable
{
    private const int PerSecond = 50;
    private static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(11); // here and with the carrier
    private const string Script =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response><Say>Good morning.</Say></Response>";

    /// <summary>The states of calls that are over.</summary>
    public static readonly string[] Over = ["completed", "failed", "canceled"];

    /// <summary>As long as nothing at all changes: what is asked about at growing pauses has come by then.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(20);

    private readonly TroubleOptions _options;
    private readonly Random _random;
    private readonly string _folder = Directory.CreateTempSubdirectory("plum-trouble-").FullName;
    private readonly List<TroubledService> _services = [];
    private readonly List<DateTimeOffset> _starts = [];
    private readonly List<TimeSpan> _startedIn = [];
    private readonly List<TimeSpan> _backIn = [];
    private readonly List<TimeSpan> _backInAfterPeer = [];
    private readonly CancellationTokenSource _over = new();
    private readonly List<string> _unequal = [];
    private readonly PeerLog _log;
    private AzuriteProcess? _azurite;
    private Receiver? _receiver;
    private PeerProcess? _peer;
    private int _campaign;
    private int _looks;
    private JsonNode? _counts;

    private TroubleRun(TroubleOptions options)
    {
        (_options, _random) = (options, new(options.Seed));
        _log = new(Path.Combine(_folder, "peer.log"));
    }

    /// <summary>0 when every promise was kept.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        if (args is ["-h" or "--help"])
        {
            Console.WriteLine(TroubleOptions.Usage);
            return 0;
        }

        if (TroubleOptions.Parse(args) is not { } options)
        {
            return 2;
        }

        await using var run = new TroubleRun(options);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, run.Break);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, run.Break);
        var rows = await run.RunAsync();
        foreach (var row in rows)
        {
            Console.WriteLine("{0,-64} {1,-12} {2,-46} {3}", row.What, row.Target, row.Measured, row.Verdict);
        }

        return rows.Any(row => row.Kept == false) ? 1 : 0;
    }

    // Nobody else ends the processes.
    private void Break(PosixSignalContext signal)
    {
        DisposeAsync().AsTask().Wait();
        Environment.Exit(130);
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        foreach (var service in _services)
        {
            await service.DisposeAsync();
        }

        await (_peer?.DisposeAsync() ?? default);
        await (_azurite?.DisposeAsync() ?? default);
        await (_receiver?.DisposeAsync() ?? default);
        _over.Dispose();
        if (!_options.Keep)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private async Task<IReadOnlyList<Row>> RunAsync()
    {
        await StartAsync();
        Say($"{_options.Calls:N0} calls in {_folder}, seed {_options.Seed}");
        var watching = WatchAsync();
        await TroubleAsync();
        await SettleAsync();
        await _over.CancelAsync();
        await watching;
        _log.ReadOn();
        var calls = await CallsAsync();
        return
        [
            new(
                $"looks at the counts ({_looks:N0}) where they do not add up",
                "0",
                Told(_unequal),
                _unequal.Count == 0),
            .. new TroubleChecks(
                _options, calls, _counts!, _log.Placings, [.. _receiver!.Results], [.. _receiver.Starts]).Rows(),
            Times("a start until it answers", _startedIn, null),
            Times("from a kill or thaw to the next call", _backIn, TimeSpan.FromSeconds(3)),
            Times("from a start of the carrier to the next call", _backInAfterPeer, null),
        ];
    }

    private Row Times(string what, List<TimeSpan> times, TimeSpan? limit)
    {
        if (times.Count == 0)
        {
            return new(what, "", "none");
        }

        var sorted = times.Order().ToList();
        string At(double share) => $"{sorted[(int)(share * (sorted.Count - 1))].TotalSeconds:0.0}";
        return new(
            $"{what}: p50, p95, most",
            limit is { } most ? $"<= {most.TotalSeconds:0} s" : "",
            $"{At(0.5)} s, {At(0.95)} s, {At(1)} s ({sorted.Count} times)",
            limit is null || _options.Untimed ? null : sorted[(int)(0.95 * (sorted.Count - 1))] <= limit);
    }

    private static string Told(List<string> found) => found.Count == 0 ? "0" : $"{found.Count}: {found[0]}";

    private async Task StartAsync()
    {
        _receiver = await Receiver.StartAsync();
        _receiver.Script = request =>
        {
            if (request.Path != "/start.php")
            {
                return Task.FromResult<Reply?>(null);
            }

            lock (_starts)
            {
                _starts.AddRange(request.IsCall ? [request.At] : []);
            }

            return Task.FromResult(_options.Twilio ? new Reply(200, Script, "text/xml") : null);
        };
        if (_options.OnAzurite)
        {
            _azurite = await AzuriteProcess.TryStartAsync()
                ?? throw new InvalidOperationException("Azurite is not installed (npm ci --prefix tests).");
        }

        var peerPort = TroubledService.FreePort();
        var environment = _azurite is null
            ? []
            : new Dictionary<string, string> { ["AzureWebJobsStorage"] = _azurite.ConnectionString };
        string[] gateway = _options.Twilio
            ? [.. TwilioPeer
                .SettingsOf($"http://127.0.0.1:{peerPort}/api/laml")
                .Select(setting => $"--{setting.Key}={setting.Value}")]
            : ["--Plum:Gateway:TakesIdempotencyKey=false", "--Plum:Gateway:LongestCallSeconds=10"];
        for (var i = 0; i < _options.Processes; i++)
        {
            _services.Add(new(Path.Combine(_folder, "data"), TroubledService.FreePort(), environment, gateway));
        }

        if (_options.Twilio)
        {
            _peer = new(peerPort, Path.Combine(_folder, "peer.log"), _services.Select(service => service.Address));
            await _peer.StartAsync();
        }

        foreach (var service in _services)
        {
            await service.StartAsync();
        }

        using var client = new PlumClient(_services[0].Address.AbsoluteUri, PlumServer.Token);
        await client.CreateScheduleAsync("""["mon","tue","wed","thu","fri","sat","sun"]""", "daily");
        await client.CreateProfileAsync(1, PerSecond * 60, 0, "pace");
        var today = TimeProvider.System.GetUtcNow();
        var fields = Numbers.Campaign(_receiver, "daily", Day(today.AddDays(-1)), Day(today.AddDays(2)));
        fields["result_url"] = _receiver.ResultUrl;
        if (!_options.Hurry)
        {
            (fields["max_retries"], fields["retry_interval"]) = ("1", "60");
        }

        using var list = new StringContent(
            string.Concat(Enumerable.Range(2_000_000, _options.Calls).Select(number => $"1617{number}\n")));
        _campaign = await client.CreateCampaignAsync(fields, list);
        await client.StartAsync(_campaign);
    }

    private async Task TroubleAsync()
    {
        var troubles = Enumerable
            .Repeat(false, _options.Times)
            .Concat(Enumerable.Repeat(true, _options.Peer))
            .ToArray();
        _random.Shuffle(troubles);
        for (var i = 0; i < troubles.Length; i++)
        {
            // At random up to twice each trouble's part of what is left: they come to their end before the calls do.
            var left = Math.Max(0, _options.Calls - Dials().Count);
            if (!await DialsAsync(_random.Next(1, Math.Max(2, 2 * left / (troubles.Length - i + 1)))))
            {
                Say("nothing is placed any more");
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(_random.Next(100)), TimeProvider.System);
            await (troubles[i] ? TroublePeerAsync() : TroubleServiceAsync());
            if ((i + 1) % 10 == 0)
            {
                Say($"{i + 1} of {troubles.Length} troubles, {Dials().Count:N0} calls placed");
            }
        }
    }

    private async Task TroublePeerAsync()
    {
        await _peer!.KillAsync();
        await Task.Delay(TimeSpan.FromMilliseconds(_random.Next(2_000)), TimeProvider.System);
        await _peer.StartAsync();
        await BackAsync(TimeProvider.System.GetUtcNow(), _backInAfterPeer);
    }

    private async Task TroubleServiceAsync()
    {
        var service = _services[_random.Next(_services.Count)];
        var since = TimeProvider.System.GetUtcNow();
        switch (_options.By[_random.Next(_options.By.Count)])
        {
            case Trouble.Kill:
                await service.KillAsync();
                since = TimeProvider.System.GetUtcNow();
                _startedIn.Add(await service.StartAsync());
                break;
            case Trouble.Stop:
                await service.StopAsync();
                since = TimeProvider.System.GetUtcNow();
                _startedIn.Add(await service.StartAsync());
                break;
            case Trouble.Freeze:
                // One in ten for longer than a dialer's lease.
                await service.FreezeAsync(TimeSpan.FromSeconds(_random.Next(10) == 0 ? 75 : _random.NextDouble() * 8));
                since = TimeProvider.System.GetUtcNow();
                break;
        }

        if (service.Process is { } process)
        {
            await LookAsync(process.Client);
        }

        await BackAsync(since, _backIn);
    }

    // Where calls wait: a campaign that has come to its end dials no more.
    private async Task BackAsync(DateTimeOffset since, List<TimeSpan> times)
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < Patience && (_counts?["waiting"]!.GetValue<int>() ?? 1) > 0)
        {
            if (Dials().SkipWhile(at => at <= since).FirstOrDefault() is var next && next != default)
            {
                times.Add(next - since);
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }

    // False when there were none for so long that none will come.
    private async Task<bool> DialsAsync(int more)
    {
        var (until, last, clock) = (Dials().Count + more, Dials().Count, Stopwatch.StartNew());
        while (last < until)
        {
            if (clock.Elapsed > Patience)
            {
                return false;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            if (Dials().Count is var now && now > last)
            {
                last = now;
                clock.Restart();
            }
            else if (_counts is { } counts
                && counts["waiting"]!.GetValue<int>() + counts["retrying"]!.GetValue<int>() == 0)
            {
                return true; // all have been placed
            }
        }

        return true;
    }

    /// <summary>When calls were placed, or answered with a simulated gateway, which nobody sees place them.</summary>
    private List<DateTimeOffset> Dials()
    {
        if (_options.Twilio)
        {
            _log.ReadOn();
            return [.. _log.Placings.Select(placing => placing.PlacedAt)];
        }

        lock (_starts)
        {
            return [.. _starts];
        }
    }

    private async Task SettleAsync()
    {
        Say($"the troubles are over, {Dials().Count:N0} calls placed");
        if (_options.Hurry)
        {
            await JumpAsync();
        }

        var (seen, clock) = ("", Stopwatch.StartNew());
        while (clock.Elapsed < Patience && !IsOver())
        {
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
            if ($"{_counts} {_receiver!.Requests.Count}" is var now && now != seen)
            {
                (seen, clock) = (now, Stopwatch.StartNew());
            }
        }

        Say(IsOver() ? "every call is over" : $"nothing has changed for {Patience}");
    }

    // Those that still wait are canceled, and the carrier's last call is over first: it lives by the machine's clock.
    private async Task JumpAsync()
    {
        using var all = new FormUrlEncodedContent([]);
        using var canceled = await _services[0].Process!.Client.PostAsync(
            new Uri($"api/campaigns/{_campaign}/calls/cancel", UriKind.Relative), all);
        canceled.EnsureSuccessStatusCode();
        await Task.Delay(LongestCall, TimeProvider.System);
        await _services[0].KillAsync();
        await _services[0].StartAsync($"--virtual-clock={TimeProvider.System.GetUtcNow():O}");
    }

    private bool IsOver() => _counts is { } counts
        && Over.Sum(state => counts[state]!.GetValue<int>()) == _options.Calls
        && _receiver!.Results.Select(result => result["call_id"]).Distinct().Count() == _options.Calls;

    // The counts, again and again, by whoever is there.
    private async Task WatchAsync()
    {
        for (var i = 0; !_over.IsCancellationRequested; i++)
        {
            if (_services[i % _services.Count] is { IsFrozen: false, Process: { } process })
            {
                await LookAsync(process.Client);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System);
        }
    }

    private async Task LookAsync(HttpClient client)
    {
        try
        {
            var counts = JsonNode.Parse(
                await client.GetStringAsync(new Uri($"api/campaigns/{_campaign}", UriKind.Relative)))!["counts"]!;
            _looks++;
            var sum = counts
                .AsObject()
                .Where(count => count.Key != "accepted")
                .Sum(count => count.Value!.GetValue<int>());
            if (sum != _options.Calls || counts["accepted"]!.GetValue<int>() != _options.Calls)
            {
                _unequal.Add(counts.ToJsonString());
            }

            _counts = counts;
        }
        catch (Exception e)
            when (e is HttpRequestException or OperationCanceledException or ObjectDisposedException or JsonException)
        {
            // killed while it was asked, or frozen
        }
    }

    private async Task<List<JsonNode>> CallsAsync()
    {
        using var client = new PlumClient(_services[0].Address.AbsoluteUri, PlumServer.Token);
        return await client.CallsAsync(_campaign).ToListAsync();
    }

    private static void Say(string what) =>
        Console.Error.WriteLine($"{TimeProvider.System.GetUtcNow():HH:mm:ss} {what}");

    private static string Day(DateTimeOffset day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
