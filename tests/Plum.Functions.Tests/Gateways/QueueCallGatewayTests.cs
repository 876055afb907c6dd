using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Plum.Core.PhoneLists;
using Plum.Demo;
using Plum.Functions.Gateways;
using Plum.Functions.Tests.Support;
using Plum.Functions.Tests.WebServices;
using Xunit;

namespace Plum.Functions.Tests.Gateways;

/// <summary>Calls handed to outbound servers that speak queuecall: ours, an old one in PHP, and bad ones.</summary>
public sealed class QueueCallGatewayTests
{
    private const string Failed = "<queuecall status=\"failed\">";

    internal static readonly (string Name, string Value)[] Answered =
        [("result", "completed"), ("callee_type", "voice"), ("duration", "42")];

    [Fact]
    public async Task Attempt_IsHandedOver_AndItsResultClosesIt()
    {
        await using var peer = await QueueCallPeer.StartAsync();
        await using var scene =
            await QueueCallScene.StartAsync(peer.Address, new() { ["Plum:Gateways:peer:CallerId"] = "6175550100" });
        var call = await scene.QueueAsync(
            ("phone_number", "tel:+16175550123;postd=12"),
            ("message_reference", "m 1"),
            ("call_parameters", "a=1&b=2"),
            ("max_retries", "3"));

        await scene.Plum.AdvanceUntilAsync(() => Task.FromResult(peer.Asked.Count > 0));

        var asked = Assert.Single(peer.Asked);
        var resultUrl = asked["result_url"];
        Assert.StartsWith($"{scene.Front.Address}/gateways/peer/demo-", resultUrl, StringComparison.Ordinal);
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["login"] = "demo",
                ["pin"] = "1234",
                ["phone_number"] = "tel:+16175550123;ani=6175550100;postd=12",
                ["start_url"] = scene.Customer.StartUrl,
                ["result_url"] = resultUrl,
                ["message_reference"] = "m 1",
                ["call_parameters"] = "a=1&b=2",
                ["max_retries"] = "0",
                ["scheduled_timestamp"] = "0",
                ["expiration_time"] = "+10 minutes",
            },
            asked.Fields);
        Assert.Equal(resultUrl[(resultUrl.LastIndexOf('/') + 1)..], asked.Headers["Idempotency-Key"]);
        Assert.Equal("in_flight", (await scene.CallAsync(call)).GetProperty("state").GetString());

        Assert.Equal(
            HttpStatusCode.OK, await scene.TellAsync(resultUrl, [.. Answered, ("attempts", "1"), ("call_id", "71")]));
        await scene.Plum.AdvanceAsync(TimeSpan.FromMinutes(1));

        var result = Assert.Single(scene.Customer.Results);
        Assert.Equal(
            ("completed", "voice", "42", "1"),
            (result["result"], result["callee_type"], result["duration"], result["attempts"]));
        Assert.Equal($"{call}", result["call_id"]);
    }

    /// <summary>Those of the documents ride in fields of their own.</summary>
    [Fact]
    public async Task VariablesOfAList_RideInTheQueryOfStartUrl_OrTheCallIsNotPlaced()
    {
        await using var peer = await QueueCallPeer.StartAsync();
        await using var scene = await QueueCallScene.StartAsync(peer.Address);
        var list = $"destination,city,visits\n16175550001,New York & more,2\n16175550002,{new string('x', 255)},3\n";
        (await scene.Plum.QueueCallsAsync(
            "demo",
            list,
            ("start_url", scene.Customer.StartUrl + "?lang=en"),
            ("result_url", scene.Customer.ResultUrl))).Xml();

        await scene.Plum.AdvanceAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(
            $"{scene.Customer.StartUrl}?lang=en&city=New+York+%26+more&visits=2",
            Assert.Single(peer.Asked)["start_url"]);
        var failed = Assert.Single(scene.Customer.Results);
        Assert.Equal(("16175550002", "failed"), (failed["phone_number"], failed["result"]));
    }

    [Theory]
    [InlineData(
        200,
        "\n<?xml version=\"1.0\"?>\n<queuecall status=\"queued\" call_id=\"7\"><start_url>?a=1&b</start_url>",
        "Placed 7")]
    [InlineData(200, "<queuecall status=\"queued\"/>", "Placed ")]
    [InlineData(
        200,
        Failed + "<error>The login or PIN is wrong.</error></queuecall>",
        "NotPlaced 127.0.0.1 answered: The login or PIN is wrong.")]
    [InlineData(
        200,
        Failed + "<pin>1</pin><error>Sender unknown</error></queuecall>",
        "NotPlaced 127.0.0.1 answered: Sender unknown")]
    [InlineData(
        200,
        Failed + "<error>result_url: h answered 502.</error>",
        "NotPlaced 127.0.0.1 answered: result_url: h answered 502.")]
    [InlineData(
        200,
        Failed + "<error>start_url: login.example.com said 404.</error>",
        "Ended start_url: login.example.com said 404.")]
    [InlineData(
        200, Failed + "<u>?a&b</u><error>(617) 555-0123,</error><error>+16175550123\n1234</error>", "Ended …, … …")]
    [InlineData(200, Failed + "</queuecall>", "Ended the gateway refused the call without a reason")]
    [InlineData(200, "<!DOCTYPE html><html><body>Welcome</body></html>", "unknown")]
    [InlineData(200, "<html><body>Welcome</body></html>", "unknown")]
    [InlineData(200, "", "unknown")]
    [InlineData(200, "Fatal error: out of memory", "unknown")]
    [InlineData(200, "{\"status\":\"queued\"}", "unknown")]
    [InlineData(200, "<queuecall call_id=\"7\"/>", "unknown")]
    [InlineData(200, "<!DOCTYPE q [<!ENTITY a \"b\">]><queuecall status=\"queued\" call_id=\"&a;\"/>", "unknown")]
    [InlineData(302, "", "unknown")]
    [InlineData(500, Failed + "<error>The server made a mistake.</error></queuecall>", "unknown")]
    [InlineData(503, "", "unknown")]
    [InlineData(301, "", "NotPlaced 127.0.0.1 redirects (301); Plum:Gateways:peer:Address must be where it leads")]
    [InlineData(401, "", "NotPlaced 127.0.0.1 answered 401")]
    [InlineData(404, "<html>", "NotPlaced 127.0.0.1 answered 404")]
    public async Task Answer_SaysWhetherTheCallIsPlaced_OrNobodyKnows(int status, string body, string expected)
    {
        await using var peer = await QueueCallPeer.StartAsync();
        await using var scene = await QueueCallScene.StartAsync(peer.Address);
        peer.Answer = _ => Task.FromResult<Reply?>(
            new(status, body, "text/xml", Location: status is 301 or 302 ? peer.Address : null));

        Assert.Equal(expected, await PlaceAsync(scene));
        Assert.Single(peer.Asked);
    }

    [Fact]
    public async Task Answer_WithoutAnEnd_IsNotRead()
    {
        await using var peer = await QueueCallPeer.StartAsync();
        await using var scene = await QueueCallScene.StartAsync(peer.Address);
        peer.Answer = _ => Task.FromResult<Reply?>(
            new(200, "<queuecall status=\"queued\" call_id=\"7\">" + new string(' ', 16 << 20)));

        Assert.Equal("unknown", await PlaceAsync(scene));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Connection_ThatBreaksOffAfterTheQuestion_LeavesTheCallOpen(bool neverAnswers)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var scene = await QueueCallScene.StartAsync(
            $"http://{listener.LocalEndpoint}/", new() { ["Plum:Outbound:Timeout"] = "00:00:00.2" });

        var placing = PlaceAsync(scene);
        using (var connection = await listener.AcceptTcpClientAsync())
        {
            Assert.True(await connection.GetStream().ReadAsync(new byte[1024]) > 0);
            if (neverAnswers)
            {
                Assert.Equal("unknown", await placing);
            }
        }

        Assert.Equal("unknown", await placing);
        Assert.False(listener.Pending());
    }

    [Theory]
    [InlineData("http://127.0.0.1:9/", "true", "NotPlaced 127.0.0.1 refused the connection")]
    [InlineData("http://name.invalid/", "true", "NotPlaced name.invalid could not be resolved")]
    [InlineData(
        "http://127.0.0.1:9/",
        "false",
        "NotPlaced 127.0.0.1 has an address which is not a public one, so it is not called")]
    public async Task Server_ThatCannotBeConnectedTo_TookNoCall(string address, string allowPrivate, string expected)
    {
        await using var scene =
            await QueueCallScene.StartAsync(address, new() { ["Plum:Outbound:AllowPrivateNetworks"] = allowPrivate });

        Assert.Equal(expected, await PlaceAsync(scene));
    }

    [Fact]
    public async Task Server_ThatOffersNoTls_TookNoCall()
    {
        await using var peer = await QueueCallPeer.StartAsync();
        await using var scene =
            await QueueCallScene.StartAsync(peer.Address.Replace("http:", "https:", StringComparison.Ordinal));

        Assert.Equal("NotPlaced 127.0.0.1 offers no valid TLS connection", await PlaceAsync(scene));
    }

    [Theory]
    [InlineData(
        "Plum:Gateways:peer:Address", "", "Plum:Gateways:peer:Address is empty; it must be queuecall's whole address")]
    [InlineData("Plum:Gateways:peer:Address", "ftp://host/", "Plum:Gateways:peer:Address ")]
    [InlineData("Plum:Gateways:peer:Account", "", "Plum:Gateways:peer:Account is missing: the login at the gateway.")]
    [InlineData(
        "Plum:Gateways:peer:Secret", "", "Plum:Gateways:peer:Secret is missing: the PIN of the login at the gateway.")]
    [InlineData("Plum:Gateways:peer:CallerId", "+16175550100", "Plum:Gateways:peer:CallerId must have ten digits")]
    [InlineData(
        "Plum:Callbacks:Address",
        "",
        "Plum:Gateways:peer speaks queuecall, which tells what came of a call by callback alone: Plum:Callbacks")]
    public async Task Start_IsRefused_WithoutWhatItNeeds(string setting, string value, string sentence)
    {
        var settings = QueueCallScene.Settings("http://127.0.0.1:9/", "http://127.0.0.1:9");
        settings[setting] = value;

        var refused = await Assert.ThrowsAsync<OptionsValidationException>(
            () => PlumServer.StartAsync(new() { Settings = settings }));

        Assert.StartsWith(sentence, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("1234", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("completed", "answeringmachine", "1", "completed", "answeringmachine", null)]
    [InlineData("failed", "OperatorIntercept", "1", "failed", "operatorintercept", null)]
    [InlineData("failed", "3", "0", "failed", "unknown", "the gateway gave it up before it rang")]
    [InlineData("completed", "voice", "2", "completed", "voice", "the gateway tried 2 times")]
    [InlineData("canceled", "unknown", "", "failed", "unknown", "canceled at the gateway")]
    [InlineData("ringing +16175550123", "", "", "failed", "unknown", "the gateway's result is 'ringing …'")]
    public async Task Result_IsReadAsTheDocumentsHaveIt(
        string result, string callee, string attempts, string expected, string type, string? note)
    {
        await using var peer = await QueueCallPeer.StartAsync();
        await using var scene = await QueueCallScene.StartAsync(peer.Address);
        var id = await scene.QueueAsync();
        await scene.Plum.AdvanceUntilAsync(() => Task.FromResult(peer.Asked.Count > 0));

        // A clock that is a year slow, and one that is years fast.
        var began = result == "completed" ? "1609459200" : "99999999999999";
        await scene.TellAsync(
            peer.ResultUrls[0],
            ("result", result),
            ("callee_type", callee),
            ("attempts", attempts),
            ("duration", "99999999999"),
            ("last_attempt_timestamp", began));

        var call = await scene.CallAsync(id);
        Assert.Equal((expected, type, note), (Text("state"), Text("callee_type"), Text("note")));
        Assert.Equal(86_400, Assert.Single(Attempts(call)).GetProperty("duration").GetInt32());

        string? Text(string name) => call.GetProperty(name).GetString();
    }

    [Fact]
    public async Task Outcome_ThatComesBeforeThePlacingIsRecorded_IsKept()
    {
        await using var peer = await QueueCallPeer.StartAsync();
        await using var scene = await QueueCallScene.StartAsync(peer.Address, isVirtual: false);
        var told = HttpStatusCode.Unused;
        peer.Answer = async request =>
        {
            told = await scene.PostAsync(request["result_url"], Answered);
            return null;
        };

        await scene.QueueAsync();
        await RealTime.UntilAsync("the result is posted", () => scene.Customer.Results.Any());

        Assert.Equal(HttpStatusCode.OK, told);
        Assert.Equal(
            ("completed", "42"),
            (scene.Customer.Results.First()["result"], scene.Customer.Results.First()["duration"]));
    }

    [Fact]
    public async Task Call_ThatNobodyTellsOf_EndsAsUnknown_AndIsHandedOverOnce()
    {
        await using var peer = await QueueCallPeer.StartAsync();
        await using var scene =
            await QueueCallScene.StartAsync(peer.Address, new() { ["Plum:Gateways:peer:LongestCallMinutes"] = "5" });
        peer.Answer = request => Task.FromResult(request["message_reference"] == "lost" ? new Reply(200, "") : null);
        int[] ids =
        [
            await scene.QueueAsync(("max_retries", "1")),
            await scene.QueueAsync(("max_retries", "1"), ("message_reference", "lost")),
        ];

        await scene.Plum.AdvanceAsync(TimeSpan.FromMinutes(4));
        Assert.Equal(2, (await scene.Plum.CountsAsync(await scene.Plum.DefaultCampaignAsync())).InFlight);
        await scene.Plum.AdvanceAsync(TimeSpan.FromMinutes(30));

        Assert.Equal(["+5 minutes", "+5 minutes"], peer.Asked.Select(asked => asked["expiration_time"]));
        foreach (var id in ids)
        {
            Assert.Equal(
                "unknown: the gateway has not told what came of the call",
                (await scene.CallAsync(id)).GetProperty("note").GetString());
        }

        Assert.Equal(HttpStatusCode.OK, await scene.TellAsync(peer.ResultUrls[0], Answered));
        Assert.Equal(["failed", "failed"], scene.Customer.Results.Select(result => result["result"]));
    }

    /// <summary>This very service: a server in real time, whose calls are over at once.</summary>
    [Fact]
    public async Task AnotherPlumServer_PlacesTheCalls_AndTellsWhatCameOfThem()
    {
        var carrier = new RecordingGateway { EndsAtOnce = true };
        await using var peer = await PlumServer.StartAsync(new() { Virtual = false, Services = carrier.Register });
        await using var scene = await QueueCallScene.StartAsync($"{peer.Address}webservice/queuecall.php");
        const int calls = 12;
        for (var i = 0; i < calls; i++)
        {
            await scene.QueueAsync(
                ("phone_number", $"tel:+1617555{i:D4};ani=6175550100"),
                ("message_reference", $"m{i}"),
                ("call_parameters", "a=1&b"));
        }

        await scene.UntilAsync("all results are posted", () => scene.Customer.Results.Count() == calls);

        Assert.Equal(calls, carrier.Asked.Count);
        Assert.All(carrier.Asked, asked => Assert.Equal("6175550100", asked.CallerId));
        Assert.Equal(
            carrier.Placed.Values.Select(Told).Order(),
            scene.Customer.Results
                .Select(result => $"{result["result"]} {result["callee_type"]} {result["duration"]}")
                .Order());
        Assert.All(scene.Customer.Starts, start => Assert.Equal("a=1&b", start["call_parameters"]));

        static string Told(Placement placed) =>
            $"{(placed.Completed ? "completed" : "failed")} {placed.CalleeType} {placed.DurationSeconds}".ToLowerInvariant();
    }

    [Fact]
    public async Task WrongPin_SpendsNoCall_WhichIsPlacedWhenItIsRight()
    {
        await using var peer = await QueueCallPeer.StartAsync();
        await using var scene = await QueueCallScene.StartAsync(peer.Address);
        peer.Answer =
            _ => Task.FromResult(peer.Asked.Count <= 3 ? QueueCallPeer.Failed("The login or PIN is wrong.") : null);
        var id = await scene.QueueAsync();
        await scene.Plum.AdvanceUntilAsync(() => Task.FromResult(peer.Asked.Count > 3));

        await scene.TellAsync(peer.ResultUrls[^1], Answered);
        await scene.Plum.AdvanceAsync(TimeSpan.FromMinutes(1));
        Assert.Single(peer.ResultUrls.Distinct());
        Assert.Single(Attempts(await scene.CallAsync(id)));
        Assert.Equal("completed", Assert.Single(scene.Customer.Results)["result"]);
    }

    [Fact]
    public async Task WrongPin_IsToldByAnotherPlumServer()
    {
        await using var peer = await PlumServer.StartAsync(new() { Virtual = false });
        await using var scene = await QueueCallScene.StartAsync(
            $"{peer.Address}webservice/queuecall", new() { ["Plum:Gateways:peer:Secret"] = "7777" });

        Assert.Equal("NotPlaced 127.0.0.1 answered: The login or PIN is wrong.", await PlaceAsync(scene));
    }

    [Fact]
    public async Task OldServerInPhp_PlacesTheCalls_AndTellsWhatCameOfThem()
    {
        await using var peer = await PhpSite.StartAsync("", "outbound.php");
        await using var scene = await QueueCallScene.StartAsync($"{peer.Address}/webservice/queuecall.php");
        await scene.QueueAsync(("phone_number", "tel:+16175550121"), ("message_reference", "R&D <1>"));
        await scene.QueueAsync(("phone_number", "tel:+16175550120"));
        var refused = await scene.QueueAsync(("phone_number", "tel:+442079460000"));
        await scene.Plum.AdvanceAsync(TimeSpan.FromSeconds(10));

        using var http = new HttpClient();
        Assert.Equal("200 200", await scene.Plum.AnswerAsync(http.GetStringAsync($"{peer.Address}/ring")));
        Assert.Equal("200 200", await scene.Plum.AnswerAsync(http.GetStringAsync($"{peer.Address}/ring")));
        await scene.Plum.AdvanceAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(
            ["completed voice 17 R&D <1>", "failed busy 0 ", "failed unknown 0 "],
            from result in scene.Customer.Results
            let line = $"{result["result"]} {result["callee_type"]} {result["duration"]} {result["message_reference"]}"
            orderby line
            select line);
        Assert.Equal(
            "phone_number cannot be dialed: tel:…", (await scene.CallAsync(refused)).GetProperty("note").GetString());
    }

    private static IReadOnlyList<JsonElement> Attempts(JsonElement call) =>
        [.. call.GetProperty("attempt_history").EnumerateArray()];

    /// <summary>What the gateway answers to a placing, in a line.</summary>
    private static async Task<string> PlaceAsync(QueueCallScene scene)
    {
        Assert.True(PhoneNumber.TryParse("16175550001", out var number, out _));
        try
        {
            return await scene.Gateway.PlaceAsync(
                new(new(new("demo", 1), 0, 1), 1, number, null, new(scene.Customer.StartUrl), [], scene.Plum.Now()),
                default) switch
            {
                GatewayAnswer.Placed placed => $"Placed {placed.Reference}",
                GatewayAnswer.NotPlaced no => $"NotPlaced {no.Reason}",
                GatewayAnswer.Ended ended => $"Ended {ended.Outcome.Note}",
                var other => throw new InvalidOperationException($"{other}"),
            };
        }
        catch (Exception e) when (e is not InvalidOperationException)
        {
            return "unknown";
        }
    }
}
