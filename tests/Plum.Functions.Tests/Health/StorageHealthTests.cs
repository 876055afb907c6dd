using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Plum.Functions.Tests.Support;
using Plum.Standalone.Tests.Storage;
using Xunit;

namespace Plum.Functions.Tests.Health;

/// <summary>Readiness with a storage account that hangs, is busy, refuses or is gone.</summary>
public sealed class StorageHealthTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const string Ready = """{"status":"ready","parts":{"app":"ok","tables":"ok","queues":"ok"}}""";

    [Theory]
    [InlineData("Table", "tables")]
    [InlineData("Queue", "queues")]
    public async Task Ready_NamesThePartThatHangs_AndDoesNotHangItself(string service, string part)
    {
        await using var proxy = await StorageProxy.StartAsync(azurite.ConnectionString);
        await using var plum = await PlumServer.StartAsync(new() { Storage = proxy.ConnectionString });
        using var stranger = plum.NewClient();
        var never = new TaskCompletionSource<StorageFault>();
        proxy.Script = request => Probed(request) == service ? never.Task : Task.FromResult(StorageFault.None);

        var answer = await AskAsync(stranger);

        never.SetResult(StorageFault.Busy);
        var notReady = Ready
            .Replace("ready", "not ready")
            .Replace($"\"{part}\":\"ok\"", $"\"{part}\":\"does not answer\"");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, notReady), answer);
    }

    [Theory]
    [InlineData(nameof(StorageFault.Refused), "refuses the app's credentials")]
    [InlineData(nameof(StorageFault.Missing), "is not set up")]
    public async Task Ready_SaysWhatIsWrong_UntilItIsRight(string fault, string trouble)
    {
        await using var proxy = await StorageProxy.StartAsync(azurite.ConnectionString);
        await using var plum = await PlumServer.StartAsync(new() { Storage = proxy.ConnectionString });
        using var stranger = plum.NewClient();
        proxy.Script = request =>
            Task.FromResult(Probed(request) == "Queue" ? Enum.Parse<StorageFault>(fault) : StorageFault.None);

        Assert.Equal(
            (
                HttpStatusCode.ServiceUnavailable,
                $$$"""{"status":"not ready","parts":{"app":"ok","tables":"ok","queues":"{{{trouble}}}"}}"""),
            await AskAsync(stranger));

        proxy.Script = _ => Task.FromResult(StorageFault.None);
        await RealTime.UntilAsync("it is ready", async () => await AskAsync(stranger) == (HttpStatusCode.OK, Ready));
    }

    [Fact]
    public async Task Live_StaysTrue_WhenStorageIsGone_AndReadyDoesNot()
    {
        _ = azurite.Process; // or the test is skipped by name
        await using var own = (await AzuriteProcess.TryStartAsync())!;
        await using var plum = await PlumServer.StartAsync(new() { Storage = own.ConnectionString });
        using var stranger = plum.NewClient();

        await own.KillAsync();

        Assert.Equal(
            (
                HttpStatusCode.ServiceUnavailable,
                """{"status":"not ready","parts":{"app":"ok","tables":"does not answer","queues":"does not answer"}}"""),
            await AskAsync(stranger));
        Assert.Equal("""{"status":"live"}""", await stranger.GetStringAsync("health/live"));
    }

    [Fact]
    public async Task Outage_IsLoggedOnceForAQueue_AndItsEnd()
    {
        var log = new LogLines();
        await using var proxy = await StorageProxy.StartAsync(azurite.ConnectionString);
        await using var plum = await PlumServer.StartAsync(new()
        {
            Storage = proxy.ConnectionString,
            Services = services => services.AddLogging(logging => logging.AddProvider(log)),
        });

        // Refused, which storage's client takes for an answer: it asks a busy queue again for seconds.
        var refused = 0;
        proxy.Script = request =>
        {
            Interlocked.Add(
                ref refused, request.Path.Value!.EndsWith("/dials/messages", StringComparison.Ordinal) ? 1 : 0);
            return Task.FromResult(
                request.Path.Value.EndsWith("/messages", StringComparison.Ordinal)
                    ? StorageFault.Refused
                    : StorageFault.None);
        };
        await RealTime.UntilAsync("the queue dials has refused five times", () => Volatile.Read(ref refused) >= 5);
        proxy.Script = _ => Task.FromResult(StorageFault.None);
        await RealTime.UntilAsync("the end is logged", () => log.Lines.Any(Ends));

        Assert.Single(
            log.Lines, line => line.Contains("cannot receive from the queue dials;", StringComparison.Ordinal));
        Assert.Single(log.Lines, Ends);

        static bool Ends(string line) => line.Contains("receives from the queue dials again", StringComparison.Ordinal);
    }

    // Which service is asked for the sake of readiness, and by nobody else.
    private static string? Probed(HttpRequest request) =>
        request.Path.Value!.Contains("'health'", StringComparison.Ordinal) ? "Table"
        : request.Method == "GET" && request.Query["comp"] == "metadata" ? "Queue"
        : null;

    private static async Task<(HttpStatusCode, string)> AskAsync(HttpClient client)
    {
        using var answer = await client.GetAsync("health/ready");
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
