using Plum.Demo;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.WebServices;

/// <summary>queuecall as its documents and its clients know it, over HTTP.</summary>
public sealed class QueueCallTests
{
    private readonly RecordingGateway _gateway = new();

    /// <summary>As the first call in the README.</summary>
    [Fact]
    public async Task QueueCall_IsAnswered_WhenItsStartUrlIsTheServicesOwnHello()
    {
        await using var plum = await PlumServer.StartAsync();
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(
                i + 1,
                (await plum.QueueCallAsync("demo", ("start_url", $"{plum.Address}outbound/hello.vxml"))).CallId());
        }

        await plum.AdvanceAsync(TimeSpan.FromMinutes(5));

        var counts = await plum.CountsAsync(await plum.DefaultCampaignAsync());
        Assert.Equal(10, counts.Completed + counts.Failed);
        Assert.True(counts.Completed > 0);
        Assert.DoesNotContain("start_url", await plum.Client.GetStringAsync("api/campaigns/default/calls"));
    }

    [Theory]
    [InlineData("webservice/queuecall.php")]
    [InlineData("webservice/queuecall")]
    [InlineData("outbound/webservice/queuecall.php")]
    [InlineData("outbound/webservice/queuecall")]
    public async Task QueueCall_AnswersTheDocumentedXml_ByEveryAddress(string path)
    {
        await using var receiver = await Receiver.StartAsync();
        await using var plum = await PlumServer.StartAsync();

        var reply = await plum.PostAsync(
            path,
            ("login", "demo"),
            ("pin", "1234"),
            ("phone_number", "+1234567890;ani=8001234567"),
            ("start_url", receiver.StartUrl));

        Assert.Equal(
            $"""
            <?xml version="1.0"?>
            <queuecall status="queued" call_id="1">
                <login>demo</login>
                <pin>1234</pin>
                <phone_number>+1234567890;ani=8001234567</phone_number>
                <start_url>{receiver.StartUrl}</start_url>
            </queuecall>

            """,
            reply.Body);
        Assert.Equal((200, "text/xml; charset=utf-8"), (reply.Status, reply.Header("Content-Type")));
        Assert.Equal("no-store", reply.Header("Cache-Control"));
        var check = Assert.Single(receiver.Requests);
        Assert.Equal(("GET", false), (check.Method, check.IsCall));
    }

    [Fact]
    public async Task Call_StartsWithEveryVariable_AtTheScheduledInstant()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var plum = await StartAsync();
        receiver.Clock = plum.Time;
        var scheduled = plum.Now().ToUnixTimeSeconds() + 3_600;
        (string, string)[] sent =
        [
            ("start_url", receiver.StartUrl), ("result_url", receiver.ResultUrl),
            ("phone_number", "tel:+16175550001;postd=12"),
            ("message_reference", "ref 1&2"), ("call_parameters", "say=Grüße\nline 2"),
            ("campaign_parameters", "spring <sale>"),
            ("max_retries", "10"), ("retry_interval", "60"), ("scheduled_timestamp", $"{scheduled}"),
            ("expiration_timestamp", $"{scheduled + 86_400}"),
        ];

        var reply = await plum.QueueCallAsync("demo", sent);
        await plum.AdvanceAsync(TimeSpan.FromHours(3));

        Assert.Equal(
            sent.Select(field => field.Item2).Order(),
            reply.Xml().Elements().Skip(2).Select(element => element.Value).Order());
        Assert.Equal(scheduled, _gateway.Asked[0].At.ToUnixTimeSeconds());
        var start = Assert.Single(receiver.Starts);
        Assert.Equal(
            ("POST", "tel:+16175550001;postd=12", $"{reply.CallId()}", "ref 1&2", "say=Grüße\nline 2", "spring <sale>"),
            (start.Method, start["phone_number"], start[
                "call_id"], start["message_reference"], start["call_parameters"], start["campaign_parameters"]));
        var result = Assert.Single(receiver.Results);
        Assert.Equal(
            ("completed", $"{reply.CallId()}", "ref 1&2", $"{_gateway.Asked.Count}"),
            (result["result"], result["call_id"], result["message_reference"], result["attempts"]));
        Assert.Equal(
            ["GET", "GET"], receiver.Requests.Where(request => !request.IsCall).Select(request => request.Method));
    }

    [Theory]
    [InlineData("scheduled_time", "+2 hours", "expiration_time", "+1 day", 2)]
    [InlineData("scheduled_time", "now", "expiration_time", "", 0)]
    [InlineData("scheduled_time", "yesterday", "expiration_timestamp", "0", 0)] // in the past is at once
    // 0 leaves it to the words, which are Eastern
    [InlineData("scheduled_timestamp", "0", "scheduled_time", "1:30pm", 1.5)]
    // 13:00 Eastern; what is not 0 wins
    [InlineData("scheduled_timestamp", "1640973600", "scheduled_time", "+3 days", 1)]
    public async Task Call_StartsWhenItsVariablesSay(
        string first, string value, string second, string other, double hours)
    {
        await using var plum = await StartAsync(("Plum:Outbound:CheckUrls", "false"));
        var queued = plum.Time.GetUtcNow();

        var reply = await plum.QueueCallAsync("demo", (first, value), (second, other));
        await plum.AdvanceAsync(TimeSpan.FromDays(1));

        Assert.Equal(reply.CallId(), _gateway.Asked[0].CallId);
        Assert.InRange(
            _gateway.Asked[0].At - queued - TimeSpan.FromHours(hours), TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    [Theory]
    [InlineData("max_retries")]
    [InlineData("max_retry")]
    public async Task Retries_AreAsManyAsAsked_UnderEitherName(string name)
    {
        await using var plum = await StartAsync(("Plum:Outbound:CheckUrls", "false"));
        for (var i = 0; i < 40; i++)
        {
            await plum.QueueCallAsync("demo", (name, "2"), ("retry_interval", "60"));
        }

        await plum.AdvanceAsync(TimeSpan.FromMinutes(30));

        Assert.Equal(3, _gateway.Asked.Max(asked => asked.Attempt));
    }

    [Fact]
    public async Task Call_HasNoRetries_UnlessAsked()
    {
        await using var plum = await StartAsync(("Plum:Outbound:CheckUrls", "false"));
        for (var i = 0; i < 40; i++)
        {
            await plum.QueueCallAsync("demo");
        }

        await plum.AdvanceAsync(TimeSpan.FromHours(1));

        Assert.Equal(Enumerable.Repeat(1, 40), _gateway.Asked.Select(asked => asked.Attempt));
    }

    [Fact]
    public async Task QueueCall_TakesMultipartAndJson()
    {
        await using var plum = await StartAsync(("Plum:Outbound:CheckUrls", "false"));
        (string Name, string Value)[] fields =
            [("login", "demo"), ("pin", "1234"), ("phone_number", "16175550001"), ("start_url", Sending.StartUrl)];
        using var multipart = Customer.Form(fields);
        using var json = new StringContent(
            System.Text.Json.JsonSerializer.Serialize(fields.ToDictionary(f => f.Name, f => f.Value)));

        var replies = new[]
        {
            await plum.SendAsync("webservice/queuecall.php", multipart),
            await plum.SendAsync("webservice/queuecall.php", json),
        };

        Assert.Equal([1, 2], replies.Select(reply => reply.CallId()));
    }

    [Fact]
    public async Task QueueCall_QueuesOnce_UnderOneIdempotencyKey()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var plum = await StartAsync();

        var first = await SendAsync("16175550001");
        receiver.Script = _ => Task.FromResult<Reply?>(new(404)); // a repeated request is not checked again
        var again = await SendAsync("16175550001");
        var other = await SendAsync("16175550002");
        await plum.AdvanceAsync(TimeSpan.FromMinutes(5));

        Assert.Equal((first.Body, "true"), (again.Body, again.Header("Idempotent-Replayed")));
        Assert.Equal(
            (422, "The Idempotency-Key was used with another request."), (other.Status, other.Errors().Single()));
        Assert.Equal(first.CallId(), Assert.Single(_gateway.Asked).CallId);

        async Task<ApiReply> SendAsync(string number)
        {
            using var form = Customer.Form(
                ("login", "demo"), ("pin", "1234"), ("phone_number", number), ("start_url", receiver.StartUrl));
            return await plum.SendAsync("webservice/queuecall.php", form, null, ("Idempotency-Key", "a"));
        }
    }

    private Task<PlumServer> StartAsync(params (string Name, string Value)[] settings) => PlumServer.StartAsync(new()
    {
        Services = _gateway.Register,
        Settings = settings.ToDictionary(setting => setting.Name, setting => (string?)setting.Value),
    });
}
