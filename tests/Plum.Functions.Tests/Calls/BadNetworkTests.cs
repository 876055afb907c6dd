using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Plum.Core.Calls;
using Plum.Functions.Accounts;
using Plum.Functions.Calls;
using Plum.Functions.Campaigns;
using Plum.Functions.Tests.Support;
using Plum.Standalone.Tests.Storage;
using Xunit;

namespace Plum.Functions.Tests.Calls;

/// <summary>Campaigns on storage that is busy now and then, and whose answers get lost; in real time.</summary>
public sealed class BadNetworkTests : IAsyncLifetime
{
    private readonly RecordingGateway _gateway = new() { EndsAtOnce = true };
    private readonly AzuriteFixture _azurite = new();

    public ValueTask InitializeAsync() => _azurite.InitializeAsync();

    public ValueTask DisposeAsync() => _azurite.DisposeAsync();

    /// <summary>With retries, which take a minute.</summary>
    [Fact]
    public async Task Campaign_EndsWhole_AndRingsNobodyTwice()
    {
        const int calls = 20;
        await using var receiver = await Demo.Receiver.StartAsync();
        await using var proxy = await StorageProxy.StartAsync(_azurite.ConnectionString);
        await using var plum = await StartAsync(proxy);
        var campaign = await plum.Client.CreateAroundTheClockAsync(plum.Yesterday(), calls, form => form with
        {
            StartUrl = receiver.StartUrl,
            ResultUrl = receiver.ResultUrl,
            MaxRetries = 1,
            RetryInterval = 60,
        });
        var random = new Random(7);
        proxy.Script = request => Task.FromResult(Draw(random, request));

        await plum.Client.StartCampaignAsync(campaign);
        await plum.UntilFinalAsync(campaign, calls);
        proxy.Script = _ => Task.FromResult(StorageFault.None);
        await RealTime.UntilAsync("all results are posted", () => CallsOf(receiver.Results) == calls);

        var counts = await plum.CountsAsync(campaign);
        Assert.Equal((calls, calls), (counts.Accepted, counts.Final));
        Assert.Contains(_gateway.Asked, asked => asked.Attempt == 2);
        Assert.Equal(_gateway.Asked.Count, _gateway.Asked.Select(asked => asked.Key).Distinct().Count());
        Assert.Equal(counts.Completed, CallsOf(receiver.Results.Where(result => result["result"] == "completed")));

        static int CallsOf(IEnumerable<Demo.Received> posts) =>
            posts.Select(post => post["call_id"]).Distinct().Count();
    }

    [Fact]
    public async Task Claim_WhoseAnswerIsLost_IsDialedAllTheSame()
    {
        await using var proxy = await StorageProxy.StartAsync(_azurite.ConnectionString);
        await using var plum = await StartAsync(proxy);
        var campaign = await plum.Client.CreateAroundTheClockAsync(plum.Yesterday(), 3);

        // No transaction gets its first answer through, claim and record neither; its repetitions bear the same id.
        var transactions = new ConcurrentDictionary<string, bool>();
        var claims = 0;
        proxy.Script = async request =>
        {
            if (!IsTransaction(request) || !transactions.TryAdd(request.Headers["x-ms-client-request-id"]!, true))
            {
                return StorageFault.None;
            }

            Interlocked.Add(ref claims, await IsClaimAsync(request) ? 1 : 0);
            return StorageFault.AnswerLost;
        };
        await plum.Client.StartCampaignAsync(campaign);
        await plum.UntilFinalAsync(campaign, 3);

        Assert.InRange(claims, 1, 3);
        Assert.Equal([0, 1, 2], _gateway.Asked.Select(asked => asked.Position));
        var progress = plum.Services.GetRequiredService<CallTable>();
        var records = await progress.CallsAsync(new("demo", campaign), 0, 3, default).ToListAsync();
        Assert.All(records, record => Assert.NotEqual(CalleeType.Unknown, Assert.Single(record.Attempts).CalleeType));
    }

    /// <summary>
    /// P3: a cancel comes between the dialer's look and its claim, three times; it dials what is left, and none of this
    /// is an error.
    /// </summary>
    [Fact]
    public async Task Claim_ThatCancelsForestall_IsMadeForTheCallsThatAreLeft()
    {
        await using var proxy = await StorageProxy.StartAsync(_azurite.ConnectionString);
        await using var plum = await StartAsync(proxy);
        var at = plum.Now() + NodaTime.Duration.FromSeconds(5); // all are there by then: one claim is for all of them
        var ids = await Task.WhenAll(Enumerable.Range(0, 5).Select(i => plum.QueueAsync($"1617555000{i}", at)));
        var campaign = await plum.DefaultCampaignAsync();
        var canceled = new List<int>();
        proxy.Script = async request =>
        {
            if (canceled.Count < 3 && await IsClaimAsync(request))
            {
                canceled.Add(ids[canceled.Count]);
                (await plum.Client.PostAsync($"api/campaigns/{campaign}/calls/{canceled[^1]}/cancel", null))
                    .EnsureSuccessStatusCode()
                    .Dispose();
            }

            return StorageFault.None;
        };

        await plum.UntilFinalAsync(campaign, 5);

        Assert.Equal(ids[..3], canceled);
        Assert.Equal(ids[3..].Order(), _gateway.Asked.Select(asked => asked.CallId).Order());
        Assert.Equal(3, (await plum.CountsAsync(campaign)).Canceled);
    }

    /// <summary>Its sender must not be told to try again: the person would be rung twice.</summary>
    [Fact]
    public async Task QueuedCall_WhoseAnswersAreAllLost_IsAnsweredAndDialedOnce()
    {
        await using var proxy = await StorageProxy.StartAsync(_azurite.ConnectionString);
        await using var plum = await StartAsync(proxy);
        await plum.QueueAsync("16175550001", plum.Now() + NodaTime.Duration.FromDays(300)); // makes the campaign

        // Those that put a call into the queue; by their contents, for others are at work already.
        proxy.Script = async request =>
            await IsTransactionAsync(request, "16175550002") ? StorageFault.AnswerLost : StorageFault.None;
        var callId = await plum.QueueAsync("16175550002");
        proxy.Script = _ => Task.FromResult(StorageFault.None);
        var campaign = await plum.DefaultCampaignAsync();
        await plum.UntilFinalAsync(campaign, 1);

        Assert.Equal(callId, Assert.Single(_gateway.Asked).CallId);
        Assert.Equal(2, (await plum.CountsAsync(campaign)).Accepted);
    }

    /// <summary>
    /// P1: the reading was true when storage made it, and a stop was answered while it was on its way.
    /// </summary>
    [Fact]
    public async Task Fence_TrustsNoReading_ThatWasLongOnItsWay()
    {
        await using var plum = await PlumServer.StartAsync();
        var campaign = await Example.CreateAsync(plum, 1);
        await plum.Client.StartCampaignAsync(campaign);
        var setup = await plum.Services
            .GetRequiredService<CampaignTable>()
            .LoadSetupAsync(new("demo", campaign), default);
        var (key, epoch) = (setup!.Campaign.Value.Key, setup.Epoch);
        var slow = new SlowAnswers();
        var fence = new Fence(
            plum.Services.GetRequiredService<CampaignTable>(), plum.Services.GetRequiredService<DialPermits>(), slow);

        slow.Elapsed = Fence.Validity + TimeSpan.FromMilliseconds(1);
        await Assert.ThrowsAsync<TimeoutException>(async () => await fence.IsCurrentAsync(key, epoch, default));
        slow.Elapsed = Fence.Validity;
        Assert.True(await fence.IsCurrentAsync(key, epoch, default));
    }

    // Messages whose receiver got no answer are hidden for ten minutes, which is too long for real time.
    private static StorageFault Draw(Random random, HttpRequest request)
    {
        lock (random)
        {
            return random.Next(100) switch
            {
                < 2 => StorageFault.Busy,
                < 4 when request.Method == "GET" && IsOf(request, "/messages") => StorageFault.Busy,
                < 4 => StorageFault.AnswerLost,
                _ => StorageFault.None,
            };
        }
    }

    private static Task<bool> IsClaimAsync(HttpRequest request) =>
        IsTransactionAsync(request, "\"State\":\"InFlight\"");

    private static async Task<bool> IsTransactionAsync(HttpRequest request, string with)
    {
        if (!IsTransaction(request))
        {
            return false;
        }

        request.EnableBuffering();
        using var reader = new StreamReader(request.Body, leaveOpen: true);
        var body = await reader.ReadToEndAsync();
        request.Body.Position = 0;
        return body.Contains(with, StringComparison.Ordinal);
    }

    private static bool IsTransaction(HttpRequest request) => IsOf(request, "$batch");

    private static bool IsOf(HttpRequest request, string end) =>
        request.Path.Value!.EndsWith(end, StringComparison.Ordinal);

    private Task<PlumServer> StartAsync(StorageProxy proxy) => PlumServer.StartAsync(new()
    {
        Storage = proxy.ConnectionString,
        Services = _gateway.Register,
        Settings = new Dictionary<string, string?> { ["Plum:Gateway:TakesIdempotencyKey"] = "false" },
    });

    /// <summary>A monotonic clock on which every reading of storage takes the same time.</summary>
    private sealed class SlowAnswers : TimeProvider
    {
        private long _timestamp;

        public TimeSpan Elapsed { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _timestamp += Elapsed.Ticks;
    }
}
