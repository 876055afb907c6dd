using System.Net.Http.Json;
using Microsoft.AspNetCore.Http;
using Plum.Functions.Tests.Support;
using Plum.Standalone.Tests.Storage;
using Xunit;

namespace Plum.Functions.Tests.Health;

/// <summary>
/// A storage account that throttles: what is said meanwhile, and that all goes on after it; in real time.
/// </summary>
public sealed class ThrottledAccountTests : IAsyncLifetime
{
    private const string Ready = """{"status":"ready","parts":{"app":"ok","tables":"ok","queues":"ok"}}""";
    private const string NotReady =
        """{"status":"not ready","parts":{"app":"ok","tables":"is too busy","queues":"is too busy"}}""";
    private const string Refusal =
        """503 00:00:05 {"status":"error","error":"The storage account is too busy; try again."}""";

    private readonly AzuriteFixture _azurite = new();

    public ValueTask InitializeAsync() => _azurite.InitializeAsync();

    public ValueTask DisposeAsync() => _azurite.DisposeAsync();

    [Theory]
    [InlineData(nameof(StorageFault.Busy))]
    [InlineData(nameof(StorageFault.Throttled))]
    public async Task ThrottledAccount_IsToldAsThat_AndTakesNoList(string fault)
    {
        await using var proxy = await StorageProxy.StartAsync(_azurite.ConnectionString);
        await using var plum = await PlumServer.StartAsync(new() { Storage = proxy.ConnectionString, MayFail = true });
        var campaign = await plum.Client.CreateAroundTheClockAsync(plum.Yesterday(), 1);
        var listWrites = 0;
        proxy.Script = request =>
        {
            Interlocked.Add(ref listWrites, IsList(request) ? 1 : 0);
            return Task.FromResult(Enum.Parse<StorageFault>(fault));
        };

        await RealTime.UntilAsync("it is told", async () => await ReadyAsync(plum) != Ready);
        Assert.Equal(NotReady, await ReadyAsync(plum));
        Assert.Equal(Refusal, await TextAsync(
            plum.Client.PostAsJsonAsync("api/schedules", new { nickname = "later", days = new[] { "tue" } })));
        Assert.Equal(Refusal, await TextAsync(AddCallsAsync(plum, campaign)));
        Assert.Equal(0, listWrites);

        proxy.Script = _ => Task.FromResult(StorageFault.None);
        await RealTime.UntilAsync("it is ready again", async () => await ReadyAsync(plum) == Ready);
        Assert.StartsWith("200 ", await TextAsync(AddCallsAsync(plum, campaign)), StringComparison.Ordinal);
        Assert.Equal(2, (await plum.CountsAsync(campaign)).Accepted);
    }

    /// <summary>
    /// Which takes a minute: then the calls of messages that nobody could work on are given out again.
    /// </summary>
    [Fact]
    public async Task Campaign_GoesOnByItself_AfterTheThrottling()
    {
        const int calls = 100; // for five seconds
        var gateway = new RecordingGateway { EndsAtOnce = true };
        await using var proxy = await StorageProxy.StartAsync(_azurite.ConnectionString);
        await using var plum = await PlumServer.StartAsync(
            new() { Storage = proxy.ConnectionString, MayFail = true, Services = gateway.Register });
        var campaign = await plum.Client.CreateAroundTheClockAsync(plum.Yesterday(), calls);
        await plum.Client.StartCampaignAsync(campaign);
        await RealTime.UntilAsync("it dials", () => gateway.Asked.Count > 0);

        proxy.Script = _ => Task.FromResult(StorageFault.Busy);
        Assert.Equal(Refusal, await TextAsync(
            plum.Client.PostAsJsonAsync("api/schedules", new { nickname = "later", days = new[] { "tue" } })));
        Assert.InRange(gateway.Asked.Count, 1, calls - 1);
        proxy.Script = _ => Task.FromResult(StorageFault.None);
        await plum.UntilFinalAsync(campaign, calls);

        Assert.Equal(
            Enumerable.Range(0, calls).Select(i => (long)i), gateway.Asked.Select(asked => asked.Position).Order());
    }

    [Fact]
    public async Task List_IsTaken_WhenTheAccountWasBusyForAMoment()
    {
        await using var proxy = await StorageProxy.StartAsync(_azurite.ConnectionString);
        await using var plum = await PlumServer.StartAsync(new() { Storage = proxy.ConnectionString });
        var campaign = await plum.Client.CreateAroundTheClockAsync(plum.Yesterday(), 1);
        var busy = 2;
        proxy.Script = request => Task.FromResult(
            IsList(request) && Interlocked.Decrement(ref busy) >= 0 ? StorageFault.Busy : StorageFault.None);

        Assert.StartsWith("200 ", await TextAsync(AddCallsAsync(plum, campaign)), StringComparison.Ordinal);
        Assert.StartsWith("200 ", await TextAsync(AddCallsAsync(plum, campaign)), StringComparison.Ordinal);
    }

    // The first write of a list, which marks it as one that is being uploaded.
    private static bool IsList(HttpRequest request) => request.Path.Value!.EndsWith("/lists", StringComparison.Ordinal);

    private static Task<HttpResponseMessage> AddCallsAsync(PlumServer plum, int campaign) =>
        plum.Client.PostAsync("api/campaigns/add-calls", new MultipartFormDataContent
        {
            { new StringContent($"{campaign}"), "campaign_id" },
            { new StringContent("16175559999\n"), "phone_numbers", "list.csv" },
        });

    private static Task<string> ReadyAsync(PlumServer plum) => BodyAsync(plum.Client.GetAsync("health/ready"));

    private static async Task<string> BodyAsync(Task<HttpResponseMessage> asked)
    {
        using var answer = await asked;
        return await answer.Content.ReadAsStringAsync();
    }

    private static async Task<string> TextAsync(Task<HttpResponseMessage> asked)
    {
        using var answer = await asked;
        return $"{(int)answer.StatusCode} {answer.Headers.RetryAfter?.Delta} "
            + $"{await answer.Content.ReadAsStringAsync()}";
    }
}
