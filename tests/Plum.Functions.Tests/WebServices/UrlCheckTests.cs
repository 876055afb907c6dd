using System.Net;
using System.Net.Sockets;
using Plum.Demo;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.WebServices;

/// <summary>
/// start_url and result_url are asked once before anything is queued, and whoever fails is told which and why.
/// </summary>
public sealed class UrlCheckTests
{
    private const string Html = "<!DOCTYPE html><html><body>It works!</body></html>";

    public static TheoryData<int, string, string, string> BadStarts => new()
    {
        { 404, "no", "text/plain", "start_url: 127.0.0.1 answered 404; 200 is needed." },
        { 204, "", "text/plain", "start_url: 127.0.0.1 answered 204; 200 is needed." },
        { 200, Html, "text/html", "start_url: 127.0.0.1 answered HTML, not VoiceXML." },
        { 200, Html, "text/plain", "start_url: 127.0.0.1 answered HTML, not VoiceXML." },
        { 200, "", "text/xml", "start_url: 127.0.0.1 answered a document that is empty." },
        {
            200,
            "<vxml version=\"2.0\">",
            "text/xml",
            "start_url: 127.0.0.1 answered a document that is not well-formed XML (line 1, column 21)."
        },
        {
            200,
            "<vxml version=\"1.0\"/>",
            "text/xml",
            "start_url: 127.0.0.1 answered a document that is VoiceXML version '1.0'; 2.0 or 2.1 is needed."
        },
        {
            200,
            "<rss/>",
            "text/xml",
            "start_url: 127.0.0.1 answered a document that is not VoiceXML: its root element is 'rss'."
        },
    };

    [Theory]
    [MemberData(nameof(BadStarts))]
    public async Task StartUrl_IsRefused_WhenItAnswersNoVoiceXml(int status, string body, string type, string error)
    {
        await using var receiver = await Receiver.StartAsync();
        await using var plum = await PlumServer.StartAsync();
        receiver.Script =
            request => Task.FromResult(request.Path == "/start.php" ? new Reply(status, body, type) : null);

        var call =
            await plum.QueueCallAsync("demo", ("start_url", receiver.StartUrl), ("result_url", receiver.ResultUrl));
        var calls = await plum.QueueCallsAsync("demo", CampaignForm.Numbers(1_000), ("start_url", receiver.StartUrl));

        Assert.Equal([error], call.Errors());
        Assert.Equal([error], calls.Errors());
        Assert.Equal(3, receiver.Requests.Count);
        await plum.AssertNothingQueuedAsync("demo");
    }

    [Fact]
    public async Task BothUrls_AreNamed_WhenBothFail()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var plum = await PlumServer.StartAsync();
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var nobody = $"http://{closed.LocalEndpoint}/";
        closed.Stop();
        receiver.Script = _ => Task.FromResult<Reply?>(new(500));

        var reply = await plum.QueueCallAsync("demo", ("start_url", nobody), ("result_url", receiver.ResultUrl));

        Assert.Equal(
            ["start_url: 127.0.0.1 refused the connection.", "result_url: 127.0.0.1 answered 500; 200 is needed."],
            reply.Errors());
        await plum.AssertNothingQueuedAsync("demo");
    }

    [Fact]
    public async Task Url_IsRefused_WhenItDoesNotAnswerInTime()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var plum = await StartAsync(("Plum:Outbound:Timeout", "00:00:00.2"));
        var never = new TaskCompletionSource<Reply?>();
        receiver.Script = request => request.Path == "/result.php" ? never.Task : Task.FromResult<Reply?>(null);

        var reply =
            await plum.QueueCallAsync("demo", ("start_url", receiver.StartUrl), ("result_url", receiver.ResultUrl));
        never.SetResult(null);

        Assert.Equal(["result_url: 127.0.0.1 did not answer within 0.2 seconds."], reply.Errors());
    }

    [Fact]
    public async Task PrivateAddress_IsNotAsked()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var plum = await StartAsync(("Plum:Outbound:AllowPrivateNetworks", "false"));

        var reply =
            await plum.QueueCallAsync("demo", ("start_url", receiver.StartUrl), ("result_url", "http://[::1]/"));

        Assert.Equal(
            [
                "start_url: 127.0.0.1 has an address which is not a public one, so it is not called.",
                "result_url: [::1] has an address which is not a public one, so it is not called.",
            ],
            reply.Errors());
        Assert.Empty(receiver.Requests);
    }

    [Theory]
    [InlineData("ftp://example.com/", "start_url: example.com begins with ftp:, and only http and https are called.")]
    [InlineData("/start.php", "start_url: 127.0.0.1 redirects more than 5 times.")]
    public async Task Redirect_IsFollowedOnlyWhereCallsMayGo(string target, string error)
    {
        await using var receiver = await Receiver.StartAsync();
        await using var plum = await PlumServer.StartAsync();
        receiver.Script = _ => Task.FromResult<Reply?>(new(302, Location: target));

        var reply = await plum.QueueCallAsync("demo", ("start_url", receiver.StartUrl));

        Assert.Equal([error], reply.Errors());
    }

    [Fact]
    public async Task Redirect_IsTold_WhenItLeadsToAFault()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var plum = await PlumServer.StartAsync();
        receiver.Script = request => Task.FromResult<Reply?>(request.Path switch
        {
            "/start.php" => new(301, Location: "/moved.php"),
            "/moved.php" => new(302, Location: "/login.php?from=start"),
            "/login.php" => new(200, Html, "text/html"),
            _ => new(303, Location: "/thanks.php"),
        });

        var reply =
            await plum.QueueCallAsync("demo", ("start_url", receiver.StartUrl), ("result_url", receiver.ResultUrl));

        Assert.Equal(
            [
                $"start_url: 127.0.0.1 redirects (301) to {receiver.Address}/moved.php and (302) to "
                    + $"{receiver.Address}/login.php, "
                    + "which answered HTML, not VoiceXML.",
                "result_url: 127.0.0.1 redirects more than 5 times.",
            ],
            reply.Errors());
    }

    [Fact]
    public async Task Redirect_IsTold_WhenItLeadsToAnAnswer()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var plum = await PlumServer.StartAsync();
        receiver.Script = request =>
            Task.FromResult<Reply?>(request.Path == "/result.php" ? new(303, Location: "/thanks.php") : null);

        var reply =
            await plum.QueueCallAsync("demo", ("start_url", receiver.StartUrl), ("result_url", receiver.ResultUrl));

        Assert.Equal("queued", reply.Xml().Attribute("status")?.Value);
        Assert.Equal(
            $"result_url: 127.0.0.1 redirects (303) to {receiver.Address}/thanks.php.", reply.Header("X-Plum-Note"));
        receiver.Script = _ => Task.FromResult<Reply?>(null);
        Assert.Null((await plum.QueueCallAsync("demo", ("start_url", receiver.StartUrl))).Header("X-Plum-Note"));
    }

    [Theory]
    [InlineData("/vxml/shift_jis")]
    [InlineData("/packed/gzip")]
    public async Task StartUrl_IsTaken_InAnyUsualEncoding(string path)
    {
        await using var site = new Shared.Outbound.CustomerSite();
        await site.InitializeAsync();
        await using var plum = await PlumServer.StartAsync();

        var reply = await plum.QueueCallAsync("demo", ("start_url", site[path].OriginalString));
        Assert.Equal("queued", reply.Xml().Attribute("status")?.Value);
        await plum.AdvanceAsync(TimeSpan.FromMinutes(5));

        var demo = new Customer(plum.Client, "demo");
        var call = Assert.Single((await demo.GetAsync("api/campaigns/default/calls")).Json.EnumerateArray());
        Assert.Null(call.GetProperty("note").GetString());
    }

    [Fact]
    public async Task Urls_AreAskedForNobody_WhoIsNotWhoTheySay()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var plum = await PlumServer.StartAsync();

        await plum.QueueCallAsync("demo", ("pin", "4321"), ("start_url", receiver.StartUrl));
        await plum.QueueCallAsync("demo", ("max_retries", "11"), ("start_url", receiver.StartUrl));

        Assert.Empty(receiver.Requests);
    }

    [Theory]
    [InlineData("<Response><Say>Hello</Say></Response>", "text/xml", null)]
    [InlineData("<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response/>", "application/xml", null)]
    [InlineData(Reply.VoiceXml, "application/voicexml+xml", "answered a document that is VoiceXML")]
    [InlineData("<rss/>", "text/xml", "answered a document that is not TwiML: its root element is 'rss'")]
    [InlineData("<Response>", "text/xml", "answered a document that is not well-formed XML (line 1, column 11)")]
    [InlineData(Html, "text/html", "answered HTML, not TwiML")]
    public async Task StartUrl_HasToAnswerWhatTheChosenGatewayPlays(string body, string type, string? fault)
    {
        await using var receiver = await Receiver.StartAsync();
        await using var plum = await StartAsync(
            ("Plum:Gateways:main:Kind", "twilio"),
            ("Plum:Gateways:main:Account", "AC1"),
            ("Plum:Gateways:main:Secret", "none-such"));
        receiver.Script = _ => Task.FromResult<Reply?>(new(200, body, type));

        var reply = await plum.QueueCallAsync("demo", ("start_url", receiver.StartUrl), ("scheduled_time", "+1 day"));

        Assert.Equal(fault is null ? "queued" : "failed", reply.Xml().Attribute("status")?.Value);
        if (fault is not null)
        {
            Assert.Equal(
                [$"start_url: 127.0.0.1 {fault}; the gateway 'main' plays TwiML, whose root element is 'Response'."],
                reply.Errors());
        }
    }

    [Fact]
    public async Task StartUrl_HasToAnswerWhatTheAccountsGatewayPlays_ThoughTheServicesIsAnother()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var plum = await StartAsync(
            ("Plum:Gateways:main:Kind", "twilio"),
            ("Plum:Gateways:main:Account", "AC1"),
            ("Plum:Gateways:main:Secret", "none-such"),
            ("Plum:Dialing:Gateway", "simulated"));
        using var root = await plum.SignUpAdminAsync();
        receiver.Script = _ => Task.FromResult<Reply?>(new(200, "<Response/>", "text/xml"));

        Assert.Equal("failed", await QueueAsync());
        Assert.Equal(200, (await root.PatchAsync("api/admin/accounts/demo?gateway=main")).Status);
        Assert.Equal("queued", await QueueAsync());

        async Task<string?> QueueAsync() =>
            (await plum.QueueCallAsync("demo", ("start_url", receiver.StartUrl), ("scheduled_time", "+1 day")))
                .Xml()
                .Attribute("status")?.Value;
    }

    private static Task<PlumServer> StartAsync(params (string Name, string Value)[] settings) =>
        PlumServer.StartAsync(
            new() { Settings = settings.ToDictionary(setting => setting.Name, setting => (string?)setting.Value) });
}
