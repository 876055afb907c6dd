using System.Diagnostics;
using System.Runtime.InteropServices;
using Plum.Demo;
using Spectre.Console;

var clock = Stopwatch.StartNew();
var console = AnsiConsole.Console;
// The service's own host takes Ctrl-C for itself; here it ends the show.
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => Environment.Exit(130));
using var end = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => Environment.Exit(143));
var plain = args.Contains("--plain") || Console.IsOutputRedirected || !console.Profile.Capabilities.Ansi;

if (plain)
{
    console.Profile.Width = 160;
}

try
{
    await using var receiver = await Receiver.StartAsync();
    await using var service = await LocalService.StartAsync(Example.ClockStart);
    using var client = new PlumClient(service.Address, LocalService.Token);
    receiver.Clock = service.Clock;

    console.WriteLine(
        "PlumFunctions demo: the example of the Scheduling and Pacing API, on a clock that does not wait.");
    console.WriteLine(
        $"Service {service.Address}, customer's server {receiver.Address}, virtual time "
            + $"{Example.ClockStart:ddd d MMM yyyy HH:mm} Eastern.");
    console.WriteLine(
        "Mon/Wed/Fri 08:00-11:00, 100 calls per 30 minutes, 10 minutes of rest, 1-5 January 2022, 1,000 numbers.");
    console.WriteLine();

    var campaign = await Example.CreateAsync(client, receiver);
    await client.StartAsync(campaign);
    await Watching.RunAsync(console, plain, service, client, campaign);

    var report = await Report.ReadAsync(client, campaign);
    report.Show(console);
    var faults = report.Compare(receiver);

    foreach (var fault in faults)
    {
        console.WriteLine($"MISMATCH: {fault}");
    }

    console.WriteLine($"{clock.Elapsed.TotalSeconds:0.0} s for 5 days and a half.");
    return faults.Count == 0 ? 0 : 1;
}
catch (Exception e) when (e is InvalidOperationException or HttpRequestException or IOException)
{
    console.WriteLine($"The demo failed: {e.Message}");
    return 1;
}
