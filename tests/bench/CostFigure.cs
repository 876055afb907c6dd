using System.Globalization;
using System.Text;
using Plum.Demo;
using Plum.Functions.Tests;

namespace Plum.Bench;

/// <summary>What a storage account and the Functions plan bill for, counted, and at which price.</summary>
/// <remarks>
/// Counted on the embedded store, which counts as an account does. Orchestrations are the exception: on Azure they are
/// kept by Durable's own storage provider, and the two constants of a beat stand for what it asks of the account.
/// </remarks>
internal static class CostFigure
{
    // US dollars, East US, locally redundant storage, Flex Consumption on demand without its free grants, as of 2025:
    // check against today's lists, azure.microsoft.com/pricing/details/storage/tables, …/storage/queues, …/functions.
    private const double TableOperation = 0.00036 / 10_000;
    private const double QueueOperation = 0.004 / 10_000;
    private const double Execution = 0.40 / 1_000_000;
    private const double GigabyteSecond = 0.000026;

    /// <summary>What infra-bicep gives an instance.</summary>
    private const double InstanceGigabytes = 2;

    /// <summary>host.json has each queue looked at once a second: four of the app, five of Durable.</summary>
    private const int LooksASecond = 9;

    /// <summary>An activity is sent, taken and deleted; so are its answer and the timer; one is renewed.</summary>
    private const int QueueOperationsABeat = 10;

    /// <summary>Two turns read the history and write it, and the state of the instance.</summary>
    private const int TableOperationsABeat = 5;

    private static readonly DateTimeOffset Midnight = new(2022, 1, 1, 0, 0, 0, TimeSpan.FromHours(-5));

    private const int Calls = 20_000;
    private const int Posted = 5_000;
    private const int PerSecond = 50;
    private const int Sleeping = 20;

    public static async IAsyncEnumerable<Row> Measure()
    {
        var silent = await DialFigure.RunAsync(null, Calls, PerSecond);
        var posted = await DialFigure.RunAsync(null, Posted, PerSecond, posts: true);
        var seconds = 1e6 / PerSecond;
        foreach (var (what, run) in new[] { ("dialed", silent), ("dialed, result posted", posted) })
        {
            var (tables, queues) = (run.OperationsPerCall - run.OnQueuesPerCall, run.OnQueuesPerCall);
            yield return new(
                $"a call {what}, {PerSecond}/s: operations on tables, on queues",
                "",
                $"{tables:0.000}, {queues:0.000}");
            yield return new($"a million calls {what}: storage", "", Storage(1e6 * tables, 1e6 * queues));
            yield return new(
                $"a million calls {what}: Functions, {InstanceGigabytes:0} GB for {seconds:N0} s", "",
                Dollars((1e6 * run.MessagesPerCall * Execution) + (seconds * InstanceGigabytes * GigabyteSecond)));
        }

        yield return new(
            $"an instance that is up for {seconds:N0} s: looks at queues", "", Storage(0, seconds * LooksASecond));

        var none = await DayAsync(0);
        var many = await DayAsync(Sleeping);
        var each = (many - none) / Sleeping;
        yield return new(
            "a sleeping campaign-day: operations, most by the check every five minutes", "", $"{each:0}");
        yield return new(
            "a campaign asleep for 30 days: storage, Durable's own included", "",
            Storage(30 * (each + TableOperationsABeat), 30 * QueueOperationsABeat));
        yield return new("a service-day without campaigns: operations of the app", "", $"{none:0}");
    }

    private static string Storage(double onTables, double onQueues) =>
        Dollars((onTables * TableOperation) + (onQueues * QueueOperation));

    private static string Dollars(double dollars) => string.Create(CultureInfo.InvariantCulture, $"${dollars:0.0000}");

    /// <summary>The operations of one day in which so many started campaigns have nothing to dial.</summary>
    private static async Task<double> DayAsync(int campaigns)
    {
        await using var receiver = await Receiver.StartAsync();
        await using var server = await PlumServer.StartAsync(new() { Start = Midnight });
        using var client = new PlumClient(server.Address.AbsoluteUri, PlumServer.Token);
        await client.CreateScheduleAsync("""["mon"]""", "mondays");
        await client.CreateProfileAsync(30, 100, 10, "pace");
        for (var i = 0; i < campaigns; i++)
        {
            using var numbers = new ByteArrayContent(Encoding.ASCII.GetBytes("tel:+12125550100;ani=2125550199\n"));
            await client.StartAsync(await client.CreateCampaignAsync(
                Numbers.Campaign(receiver, "mondays", "2099-01-01", "2099-12-31", "08:00", "17:00"), numbers));
        }

        await server.AdvanceAsync(TimeSpan.FromDays(1)); // whatever follows a start
        using var operations = new OperationCount();
        for (var checks = 0; checks < 24 * 12; checks++)
        {
            await server.AdvanceAsync(TimeSpan.FromMinutes(5)); // time that leaps would leave out what timers do
        }

        return operations.Total;
    }
}
