using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Plum.Functions.Shared.Outbound;
using Plum.Functions.Tests.Calls;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Shared.Outbound;

/// <summary>
/// Connections are kept open. What servers do to them meanwhile is our plumbing, and costs no call and no result.
/// </summary>
public sealed class KeptConnectionTests
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Form_IsPostedOnceMore_WhenItsConnectionIsClosedAsItIsUsedAgain(bool resets, bool saysTimeout)
    {
        await using var site = new ClosingSite { Resets = resets, SaysTimeout = saysTimeout };
        var http = Http();
        var answers = new List<(int Status, string? Failure)>();
        foreach (var call in Enumerable.Range(1, 4))
        {
            var answer = await http.PostFormAsync(
                site.ResultUrl, [new("call_id", $"{call}")], headers: null, TestContext.Current.CancellationToken);
            answers.Add((answer.Status, answer.Failure));
        }

        Assert.Equal(Enumerable.Repeat((200, (string?)null), 4), answers);
        Assert.Equal(Enumerable.Range(1, 4).Select(call => $"POST /result.php call_id={call}"), site.Answered);
        Assert.NotEmpty(site.Unanswered);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Check_IsMadeOnceMore_WhenItsConnectionIsClosedAsItIsUsedAgain(bool resets)
    {
        await using var site = new ClosingSite { Resets = resets };
        var http = Http();

        foreach (var _ in Enumerable.Range(0, 4))
        {
            var answer = await http.GetAsync(site.StartUrl, TestContext.Current.CancellationToken);
            Assert.Equal((200, null), (answer.Status, answer.Failure));
        }
    }

    [Fact]
    public async Task Campaign_LosesNoCallAndNoResult_WhenItsServerClosesConnections()
    {
        await using var site = new ClosingSite();
        await using var plum = await PlumServer.StartAsync();
        var campaign = await Example.CreateAsync(
            plum, 60, form =>
                form with { StartUrl = site.StartUrl.OriginalString, ResultUrl = site.ResultUrl.OriginalString });
        await plum.Client.StartCampaignAsync(campaign);
        await plum.AdvanceToAsync(new(2022, 1, 3, 8, 30, 0, TimeSpan.FromHours(-5)));

        var demo = new Customer(plum.Client, "demo");
        var calls = (await demo.GetAsync($"api/campaigns/{campaign}/calls")).Json.EnumerateArray().ToList();

        Assert.Contains(site.Unanswered, request => request.StartsWith("POST /start.php", StringComparison.Ordinal));
        Assert.Contains(site.Unanswered, request => request.StartsWith("POST /result.php", StringComparison.Ordinal));
        Assert.Equal(60, calls.Count);
        Assert.All(calls, call =>
        {
            var answered = call.GetProperty("callee_type").GetString() is "voice" or "answeringmachine" or "fax";
            Assert.Equal(answered ? "completed" : "failed", call.GetProperty("state").GetString());
            Assert.Null(call.GetProperty("note").GetString());
            Assert.Equal("delivered", call.GetProperty("result_post").GetString());
        });
    }

    [Theory]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task StartUrl_IsAskedASecondTime_WhenItsGatewayIsInTrouble(int status)
    {
        await using var receiver = await Demo.Receiver.StartAsync();
        await using var plum = await PlumServer.StartAsync();
        var asked = new System.Collections.Concurrent.ConcurrentDictionary<string, bool>();
        receiver.Script = request => Task.FromResult<Demo.Reply?>(
            request.Path == "/start.php" && asked.TryAdd(request["call_id"], true) ? new(status) : null);
        var campaign = await Example.CreateAsync(plum, 20, form => form with { StartUrl = receiver.StartUrl });
        await plum.Client.StartCampaignAsync(campaign);

        await plum.AdvanceToAsync(new(2022, 1, 3, 8, 30, 0, TimeSpan.FromHours(-5)));

        Assert.NotEmpty(asked);
        Assert.Equal(asked.Count, (await plum.CountsAsync(campaign)).Completed);
        Assert.All(receiver.Starts.GroupBy(start => start["call_id"]), starts => Assert.Equal(2, starts.Count()));
    }

    [Fact]
    public async Task StartUrl_IsAskedTwiceAtTheMost()
    {
        await using var receiver = await Demo.Receiver.StartAsync();
        receiver.Script = _ => Task.FromResult<Demo.Reply?>(new(503));

        var answer = await Http().PostFormAsync(
            new(receiver.StartUrl), [], headers: null, TestContext.Current.CancellationToken);

        Assert.Equal((503, 2), (answer.Status, receiver.Requests.Count));
    }

    private static OutboundHttp Http()
    {
        var configuration =
            new ConfigurationBuilder().AddInMemoryCollection([new("Plum:Outbound:AllowPrivateNetworks", "true")]);
        return new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration.Build())
            .AddSingleton(TimeProvider.System).AddOutboundHttp()
            .BuildServiceProvider()
            .GetRequiredService<OutboundHttp>();
    }
}
