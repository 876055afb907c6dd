using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Plum.Functions.Tests.Gateways;

namespace Plum.Bench.Trouble;

/// <summary>A carrier as a process of its own, which can be killed and goes on where it was.</summary>
/// <remarks>It answers in 100 ms, loses each hundredth callback, and each tenth person is busy or away.</remarks>
internal sealed class PeerProcess : IAsyncDisposable
{
    /// <summary>The verb under which this program is a carrier.</summary>
    public const string Verb = "trouble-peer";

    private const string Ready = "ready";
    private const int TalkSeconds = 7; // after three of ringing

    // Before it places a call, and between that and its answer.
    private static readonly TimeSpan HalfAnswer = TimeSpan.FromMilliseconds(50);

    private readonly string[] _arguments;
    private Process? _process;

    /// <param name="services">Where the service's processes listen.</param>
    public PeerProcess(int port, string log, IEnumerable<Uri> services)
    {
        _arguments =
            [
                typeof(PeerProcess).Assembly.Location,
                Verb,
                $"{port}",
                log,
                .. services.Select(service => service.AbsoluteUri),
            ];
    }

    public async Task StartAsync()
    {
        _process = Process.Start(new ProcessStartInfo(
            "dotnet", _arguments)
        { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        if (await _process.StandardOutput.ReadLineAsync() != Ready)
        {
            throw new InvalidOperationException("The carrier ended at its start.");
        }
    }

    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            await KillAsync();
        }
    }

    /// <summary>Is the carrier until its standard input ends, as it does with who started it.</summary>
    public static async Task<int> BeAsync(string[] args)
    {
        var log = new PeerLog(args[1]);
        log.ReadOn();
        await using var peer = await TwilioPeer.StartAsync(int.Parse(args[0], CultureInfo.InvariantCulture));
        peer.Services = [.. args.Skip(2).Select(service => new Uri(service))];
        peer.LosesCallback = index => index % 100 == 99;
        peer.EventsAfter = TimeSpan.FromSeconds(20);
        peer.Outcome = call => OutcomeOf(call.Form["To"]);
        peer.Trouble = async http =>
        {
            await (HttpMethods.IsPost(http.Request.Method)
                ? Task.Delay(HalfAnswer, TimeProvider.System)
                : Task.CompletedTask);
            return false;
        };
        foreach (var placing in log.Placings)
        {
            peer.TakeUp(placing.ToCall(), log.IsToldOf(placing.Sid));
        }

        peer.WhenToldOf = log.ToldOf;
        peer.WhenPlaced = call =>
        {
            log.Placed(call);
            return Task.Delay(HalfAnswer, TimeProvider.System);
        };
        Console.WriteLine(Ready);
        await Console.In.ReadToEndAsync();
        return 0;
    }

    private static PeerOutcome OutcomeOf(string number) => number[^2..] switch
    {
        "08" or "28" or "48" or "68" or "88" => new("busy"),
        "18" or "38" or "58" or "78" or "98" => new("no-answer"),
        _ => new("completed", TalkSeconds, "human"),
    };
}
