using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Plum.Core.Accounts;
using Plum.Functions.Accounts;
using Plum.Functions.Calls;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Calls;

/// <summary>Calls that administration suspends wait, in order, and go on when it resumes them.</summary>
public sealed class SuspensionTests
{
    private static readonly DateTimeOffset Thursday = new(2022, 1, 6, 12, 0, 0, TimeSpan.FromHours(-5));
    private static readonly Caller Admin = new("demo", "admin root");
    private readonly RecordingGateway _gateway = new();

    public static TheoryData<string> Ways { get; } = ["calls of one account", "account", "all calls"];

    [Theory, MemberData(nameof(Ways))]
    public async Task Suspend_StartsNoCallAfterItsAnswer_AndResumeGoesOnInOrder(string way)
    {
        await using var plum = await StartAsync();
        var campaign = await Example.CreateAsync(plum, 100);
        await plum.Client.StartCampaignAsync(campaign);
        await plum.AdvanceToAsync(Monday(8, 3));

        await SetAsync(plum, way, suspended: true);
        var suspended = _gateway.Asked.Count;
        await plum.AdvanceToAsync(Monday(8, 10));
        Assert.Equal(suspended, _gateway.Asked.Count);
        var counts = await plum.CountsAsync(campaign);
        Assert.Equal((100 - suspended, 100), (counts.Waiting, counts.Accepted));

        await SetAsync(plum, way, suspended: false);
        await plum.AdvanceToAsync(Thursday);
        Assert.Equal(Enumerable.Range(0, 100).Select(i => (long)i), _gateway.Asked.Select(asked => asked.Position));
        Assert.InRange(_gateway.Asked[suspended].At, Monday(8, 10), Monday(8, 10) + TimeSpan.FromSeconds(20));
        // on the same grid as before
        Assert.Subset(Example.Starts().ToHashSet(), _gateway.Asked.Select(asked => Second(asked.At)).ToHashSet());
    }

    [Fact]
    public async Task ShortSuspension_LosesNoTurn()
    {
        await using var plum = await StartAsync();
        var campaign = await Example.CreateAsync(plum, 60);
        await plum.Client.StartCampaignAsync(campaign);

        for (var i = 0; i < 5; i++)
        {
            await plum.AdvanceToAsync(Monday(8, 2 + (3 * i)));
            await SetAsync(plum, "all calls", suspended: true);
            await plum.AdvanceAsync(TimeSpan.FromSeconds(20));
            await SetAsync(plum, "all calls", suspended: false);
        }

        await plum.AdvanceToAsync(Thursday);
        Assert.Equal(Enumerable.Range(0, 60).Select(i => (long)i), _gateway.Asked.Select(asked => asked.Position));
        // 60 slots of 18 seconds, and those five times 20 seconds
        Assert.InRange(_gateway.Asked[^1].At, Monday(8, 17), Monday(8, 30));
    }

    [Fact]
    public async Task SuspendedAccount_KeepsNoOtherFromDialing_AndGoesOnQueueing()
    {
        await using var plum = await StartAsync();
        using var other = await Customer.SignUpAsync(plum);
        await SetAsync(plum, "calls of one account", suspended: true);

        var waits = await plum.QueueAsync("16175550001");
        Assert.Contains("\"queued\"", (await other.PostAsync(
            "webservice/queuecall.php",
            ("login", other.Login), ("pin", "1234"), ("phone_number", "tel:+16175550002"),
            ("start_url", "http://127.0.0.1:9/"))).Body);
        await plum.AdvanceAsync(TimeSpan.FromMinutes(10));
        Assert.DoesNotContain(_gateway.Asked, asked => asked.CallId == waits);
        Assert.Contains(_gateway.Asked, asked => asked.Key.StartsWith(other.Account, StringComparison.Ordinal));

        await SetAsync(plum, "calls of one account", suspended: false);
        await plum.AdvanceAsync(TimeSpan.FromSeconds(5));
        Assert.Contains(_gateway.Asked, asked => asked.CallId == waits);
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task CallThatWaited_IsDialedAtOnce_WhenItIsResumed(string way)
    {
        await using var plum = await StartAsync();
        await plum.QueueAsync("16175550001");
        await plum.AdvanceAsync(TimeSpan.FromMinutes(5));
        await SetAsync(plum, way, suspended: true);

        // Whatever keeps asking meanwhile has a fresh reading that says suspended.
        var waits = await plum.QueueAsync("16175550002");
        await plum.AdvanceAsync(TimeSpan.FromSeconds(1));
        var fence = plum.Services.GetRequiredService<Fence>();
        Assert.False(await fence.IsCurrentAsync(new("demo", await plum.DefaultCampaignAsync()), 0, default));
        var resumed = plum.Time.GetUtcNow();
        await SetAsync(plum, way, suspended: false);
        await plum.AdvanceAsync(TimeSpan.FromSeconds(10));

        var asked = Assert.Single(_gateway.Asked, asked => asked.CallId == waits);
        Assert.InRange(asked.At - resumed, TimeSpan.Zero, TimeSpan.FromSeconds(2.5));
    }

    [Fact]
    public async Task Suspension_OutlastsARestart()
    {
        await using var plum = await StartAsync();
        var campaign = await Example.CreateAsync(plum, 30);
        await plum.Client.StartCampaignAsync(campaign);
        await plum.AdvanceToAsync(Monday(8, 3));
        await SetAsync(plum, "all calls", suspended: true);
        var suspended = _gateway.Asked.Count;

        await plum.RestartAsync();
        await plum.AdvanceToAsync(Monday(8, 30));
        Assert.Equal(suspended, _gateway.Asked.Count);

        await SetAsync(plum, "all calls", suspended: false);
        await plum.AdvanceToAsync(Thursday);
        Assert.Equal(30, _gateway.Asked.Select(asked => asked.Position).Distinct().Count());
        Assert.Equal(30, _gateway.Asked.Count);
    }

    [Fact]
    public async Task Resumption_IsFollowed_WhenWhoeverSavedItToldNobody()
    {
        await using var plum = await StartAsync();
        var campaign = await Example.CreateAsync(plum, 10);
        await SetAsync(plum, "calls of one account", suspended: true);
        await plum.Client.StartCampaignAsync(campaign);
        await plum.AdvanceToAsync(Monday(8, 3));
        Assert.Empty(_gateway.Asked);

        await plum.Services
            .GetRequiredService<AccountDirectory>()
            .ChangeAsync("demo", account => account.With(callsSuspended: false), default);
        await plum.AdvanceToAsync(Monday(8, 9)); // the reconcile timer has passed

        Assert.NotEmpty(_gateway.Asked);
    }

    [Fact]
    public async Task Campaign_SaysThatItIsSuspended()
    {
        await using var plum = await StartAsync();
        var campaign = await Example.CreateAsync(plum, 10);
        await plum.Client.StartCampaignAsync(campaign);
        await SetAsync(plum, "all calls", suspended: true);
        await plum.AdvanceToAsync(Monday(8, 3));

        Assert.Contains(
            "\"doing\":\"suspended by the administration\"",
            await plum.Client.GetStringAsync($"api/campaigns/{campaign}"));
    }

    [Fact]
    public async Task CallsThatExpireWhileSuspended_EndAndAreReported()
    {
        await using var plum = await StartAsync();
        await SetAsync(plum, "all calls", suspended: true);
        var named = new Core.Campaigns.NamedCampaign(
            "expiring", Queueing.Settings with { Expires = plum.Now() + Duration.FromHours(1) }, plum.Now());
        var campaign = await plum.QueueAsync(named, 20);

        await plum.AdvanceAsync(TimeSpan.FromHours(2));

        var counts = await plum.CountsAsync(campaign!.Key.Id);
        Assert.Equal((20, 0), (counts.Expired, _gateway.Asked.Count));
    }

    // A suspension is answered after the two seconds in which calls may still start.
    private static async Task SetAsync(PlumServer plum, string way, bool suspended)
    {
        var suspensions = plum.Services.GetRequiredService<Suspensions>();
        var change = way switch
        {
            "calls of one account" =>
                suspensions.ChangeAsync(Admin, account => account.With(callsSuspended: suspended), default),
            "account" => suspensions.ChangeAsync(
                Admin, account => account.With(suspended ? AccountState.Suspended : AccountState.Active), default),
            _ => suspensions.SetAllAsync(Admin, suspended, default),
        };
        while (suspended && !change.IsCompleted)
        {
            await plum.AdvanceAsync(TimeSpan.FromMilliseconds(100));
        }

        await change;
    }

    private static DateTimeOffset Second(DateTimeOffset at) =>
        new(at.UtcTicks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero);

    private Task<PlumServer> StartAsync() => PlumServer.StartAsync(new()
    {
        Services = _gateway.Register,
        Settings = new Dictionary<string, string?> { ["Plum:Outbound:CheckUrls"] = "false" },
    });

    private static DateTimeOffset Monday(int hour, int minute) =>
        new(2022, 1, 3, hour, minute, 0, TimeSpan.FromHours(-5));
}
