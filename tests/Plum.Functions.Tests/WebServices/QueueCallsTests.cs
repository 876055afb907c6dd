using Plum.Demo;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.WebServices;

/// <summary>queuecalls: a list becomes a campaign of its own, and every call is named in the answer.</summary>
public sealed class QueueCallsTests
{
    private readonly RecordingGateway _gateway = new();

    [Theory]
    [InlineData("webservice/queuecalls.php")]
    [InlineData("webservice/queuecalls")]
    [InlineData("outbound/webservice/queuecalls.php")]
    [InlineData("outbound/webservice/queuecalls")]
    public async Task QueueCalls_AnswersWithEveryCall_ByEveryAddress(string path)
    {
        await using var receiver = await Receiver.StartAsync();
        await using var plum = await PlumServer.StartAsync();
        using var form = Sending.QueueCallsForm(
            "demo",
            "16175550001,\"a \"\"b\"\" <c>\",d\n16175550002\n",
            ("start_url", receiver.StartUrl),
            ("message_reference", "all"));

        var reply = await plum.SendAsync(path, form);

        Assert.Equal(
            $"""
            <?xml version="1.0"?>
            <queuecalls status="queued" campaign_id="1" call_count="2">
                <login>demo</login>
                <pin>1234</pin>
                <campaign_name>Nightly</campaign_name>
                <start_url>{receiver.StartUrl}</start_url>
                <message_reference>all</message_reference>
                <call call_id="1" phone_number="16175550001" message_reference="a &quot;b&quot; &lt;c&gt;"/>
                <call call_id="2" phone_number="16175550002" message_reference="all"/>
            </queuecalls>

            """,
            reply.Body);
        Assert.Single(receiver.Requests);
    }

    [Fact]
    public async Task Calls_StartWithWhatTheirRowSays_OrTheRequest()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var plum = await StartAsync();
        var list = "16175550001,ref1,par1\n16175550002,,par2\n16175550003\n";

        var reply = await plum.QueueCallsAsync(
            "demo",
            list,
            ("start_url", receiver.StartUrl),
            ("result_url", receiver.ResultUrl),
            ("message_reference", "ref"),
            ("call_parameters", "par"),
            ("campaign_parameters", "all"), ("max_retries", "10"), (
                "retry_interval", "60"), ("scheduled_time", "+1 hour"), ("expiration_time", "+1 week"));
        await plum.AdvanceAsync(TimeSpan.FromHours(3));

        Assert.Equal("3", reply.Xml().Attribute("call_count")!.Value);
        Assert.Equal(
            ["ref1", "ref", "ref"],
            reply.Xml().Elements("call").Select(call => call.Attribute("message_reference")!.Value));
        Assert.Equal(plum.Time.GetUtcNow() - TimeSpan.FromHours(2), _gateway.Asked[0].At);
        Assert.Equal(
            ["1 16175550001 ref1 par1 all", "2 16175550002 ref par2 all", "3 16175550003 ref par all"],
            receiver.Starts.Select(s =>
                $"{s["call_id"]} {s["phone_number"]} {s["message_reference"]} "
                    + $"{s["call_parameters"]} {s["campaign_parameters"]}")
                    .Order());
        Assert.Equal(
            ["1 ref1 par1", "2 ref par2", "3 ref par"],
            receiver.Results.Select(r => $"{r["call_id"]} {r["message_reference"]} {r["call_parameters"]}").Order());
    }

    [Fact]
    public async Task HeaderForm_MakesItsColumnsVariablesOfTheCall()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var plum = await StartAsync();
        var list =
            "destination,name,message_reference\ntel:+16177123000;ani=5553336666,\"O'Hara, "
                + "Scarlett\",r1\n1234567890,Rhett,\n";

        await plum.QueueCallsAsync(
            "demo", list, ("start_url", receiver.StartUrl), ("max_retries", "10"), ("retry_interval", "60"));
        await plum.AdvanceAsync(TimeSpan.FromHours(1));

        Assert.Equal(
            ["1234567890 Rhett ", "tel:+16177123000;ani=5553336666 O'Hara, Scarlett r1"],
            receiver.Starts.Select(s => $"{s["phone_number"]} {s["name"]} {s["message_reference"]}").Order());
    }

    [Fact]
    public async Task QuotedCells_ReachTheCallWhole_AndAreNeverDialed()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var plum = await StartAsync();
        const string list =
            "note;destination\r\n\"say "
                + "\"\"hi\"\"\r\n16175550009\r\n\";16175550001\r\n\"x\r\n16175550008\r\n\";617\r\n\u001A";

        var reply = await plum.QueueCallsAsync("demo", list, ("start_url", receiver.StartUrl), ("on_invalid", "skip"));
        await plum.AdvanceAsync(TimeSpan.FromHours(1));

        Assert.Equal(
            ("1", "1"), (reply.Xml().Attribute("call_count")!.Value, reply.Xml().Attribute("rejected_count")!.Value));
        Assert.Equal(
            ["16175550001 say \"hi\"\r\n16175550009\r\n"],
            receiver.Starts.Select(s => $"{s["phone_number"]} {s["note"]}"));
    }

    [Fact]
    public async Task List_MayBeAField_OfAnyEncoding()
    {
        await using var plum = await StartAsync(("Plum:Outbound:CheckUrls", "false"));
        (string, string)[] fields =
        [
            ("login", "demo"),
            ("pin", "1234"),
            ("phone_list", "16175550001\n16175550002"),
            ("start_url", Sending.StartUrl),
        ];
        using var multipart = Customer.Form([.. fields, ("campaign_name", "multipart")]);

        var replies = new[]
        {
            await plum.PostAsync("webservice/queuecalls.php", [.. fields, ("campaign_name", "urlencoded")]),
            await plum.SendAsync("webservice/queuecalls.php", multipart),
        };

        Assert.Equal(["2", "2"], replies.Select(reply => reply.Xml().Attribute("call_count")!.Value));
    }

    [Fact]
    public async Task BadRows_AreLeftOutAndNamed_WhenAskedFor()
    {
        await using var plum = await StartAsync(("Plum:Outbound:CheckUrls", "false"));

        var reply =
            await plum.QueueCallsAsync("demo", "16175550001\n617\n16175550003,r3\nhello,<x>\n", ("on_invalid", "skip"));
        var json = await plum.SendAsync(
            "webservice/queuecalls.php",
            Sending.QueueCallsForm("demo", "16175550001\n617\n", ("on_invalid", "skip"), ("campaign_name", "b")),
            null,
            ("Accept", "application/json"));

        Assert.Equal(
            ["16175550001", "16175550003"],
            reply.Xml().Elements("call").Select(call => call.Attribute("phone_number")!.Value));
        Assert.Equal(
            ["2 617 has 3 digits; 10 or 11 are needed", "4 hello has the character 'h' where only digits may stand"],
            reply.Xml().Elements("rejected").Select(row =>
                $"{row.Attribute("line")!.Value} {row.Attribute("value")!.Value} {row.Attribute("reason")!.Value}"));
        Assert.Equal("2", reply.Xml().Attribute("rejected_count")!.Value);
        Assert.Equal(
            """[{"line":2,"value":"617","reason":"has 3 digits; 10 or 11 are needed"}]""",
            json.Json.GetProperty("rejected").GetRawText());
    }

    [Fact]
    public async Task Name_IsTakenOnce_PerAccount()
    {
        await using var plum = await StartAsync(("Plum:Outbound:CheckUrls", "false"));
        var neighbour = await Customer.SignUpAsync(plum);

        var first = await plum.QueueCallsAsync("demo", "16175550001\n");
        var second = await plum.QueueCallsAsync("demo", "16175550002\n");
        var theirs = await plum.QueueCallsAsync(neighbour.Login, "16175550003\n");
        await plum.AdvanceAsync(TimeSpan.FromMinutes(5));

        Assert.Equal("queued", first.Xml().Attribute("status")!.Value);
        Assert.Equal(["campaign_name already exists."], second.Errors());
        Assert.Equal("queued", theirs.Xml().Attribute("status")!.Value);
        Assert.Equal([1, 2], _gateway.Asked.Select(asked => asked.CallId).Order());
    }

    [Fact]
    public async Task QueueCalls_QueuesOnce_UnderOneIdempotencyKey()
    {
        await using var plum = await StartAsync(("Plum:Outbound:CheckUrls", "false"));
        var list = CampaignForm.Numbers(700);

        var first = await SendAsync(list);
        var again = await SendAsync(list);
        var other = await SendAsync(list + "16175559999\n");
        await plum.AdvanceAsync(TimeSpan.FromMinutes(30));
        await DeleteAsync(plum);
        var afterwards = await SendAsync(list);

        Assert.Equal((first.Body, "true"), (again.Body, again.Header("Idempotent-Replayed")));
        Assert.Equal(
            Enumerable.Range(1, 700),
            first.Xml().Elements("call").Select(call => int.Parse(call.Attribute("call_id")!.Value)));
        Assert.Equal(
            (422, "The Idempotency-Key was used with another request."), (other.Status, other.Errors().Single()));
        Assert.Equal(700, _gateway.Asked.Count);
        Assert.Equal(
            ("700", 0), (afterwards.Xml().Attribute("call_count")!.Value, afterwards.Xml().Elements("call").Count()));

        async Task<ApiReply> SendAsync(string numbers)
        {
            using var form = Sending.QueueCallsForm("demo", numbers);
            return await plum.SendAsync("webservice/queuecalls.php", form, null, ("Idempotency-Key", "a"));
        }
    }

    private static async Task DeleteAsync(PlumServer plum)
    {
        var deleted = plum.Client.DeleteAsync("api/campaigns/1");
        while (!deleted.IsCompleted)
        {
            await plum.AdvanceAsync(TimeSpan.FromSeconds(1));
        }

        Assert.True((await deleted).IsSuccessStatusCode);
        await plum.AdvanceAsync(TimeSpan.FromMinutes(1));
    }

    private Task<PlumServer> StartAsync(params (string Name, string Value)[] settings) => PlumServer.StartAsync(new()
    {
        Services = _gateway.Register,
        Settings = settings.ToDictionary(setting => setting.Name, setting => (string?)setting.Value),
    });
}
