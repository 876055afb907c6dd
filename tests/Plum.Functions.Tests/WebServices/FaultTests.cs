using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.WebServices;

/// <summary>Requests that will not do: what is said of them, and that nothing is left of them.</summary>
public sealed class FaultTests(FaultTests.Server server) : IClassFixture<FaultTests.Server>
{
    private static readonly string Long = new('x', 300);

    [Theory]
    [InlineData("login", "", "login is missing.")]
    [InlineData("pin", " ", "pin is missing.")]
    [InlineData("phone_number", "", "phone_number is missing.")]
    [InlineData("start_url", "", "start_url is missing.")]
    [InlineData("pin", "12345678901234567", "pin has 17 characters; at most 16 are allowed.")]
    [InlineData("phone_number", "617", "phone_number '617' has 3 digits; 10 or 11 are needed.")]
    [InlineData(
        "phone_number",
        "tel:+16175550001;foo=1",
        "phone_number 'tel:+16175550001;foo=1' has the unknown parameter 'foo'.")]
    [InlineData("start_url", "start.php", "start_url is not an absolute URL such as https://example.com/start.")]
    [InlineData("start_url", "ftp://example.com/", "start_url begins with ftp:, and only http and https are called.")]
    [InlineData(
        "start_url",
        "http://me:secret@example.com/",
        "start_url carries a user name or password, which URLs must not.")]
    [InlineData("result_url", "http://exa mple.com/", "result_url has a blank or control character in it.")]
    [InlineData("max_retries", "11", "max_retries is 11; it may be 0 to 10.")]
    [InlineData("max_retry", "-1", "max_retry is -1; it may be 0 to 10.")]
    [InlineData("max_retries", "two", "max_retries is 'two'; a whole number from 0 to 10 is needed.")]
    [InlineData("retry_interval", "59", "retry_interval is 59; it may be 60 to 172800.")]
    [InlineData("retry_interval", "172801", "retry_interval is 172801; it may be 60 to 172800.")]
    [InlineData("retry_interval", "60.5", "retry_interval is '60.5'; a whole number from 60 to 172800 is needed.")]
    [InlineData("scheduled_timestamp", "-5", "scheduled_timestamp is -5; it may be 0 to 253402232399.")]
    [InlineData(
        "scheduled_timestamp",
        "99999999999999999999",
        "scheduled_timestamp is '99999999999999999999'; a whole number from 0 to 253402232399 is needed.")]
    // this very instant
    [InlineData("expiration_timestamp", "1640970000", "expiration_timestamp is 2021-12-31T17:00:00Z, which is over.")]
    [InlineData("expiration_time", "yesterday", "expiration_time is 2021-12-30T05:00:00Z, which is over.")]
    [InlineData("message_reference", "a\u0001b", "message_reference has the control character U+0001.")]
    [InlineData("campaign_parameters", "a\u0000b", "campaign_parameters has the control character U+0000.")]
    public async Task QueueCall_NamesTheVariable_AndQueuesNothing(string name, string value, string error)
    {
        using var customer = await Customer.SignUpAsync(server.Plum);

        var reply = await server.Plum.QueueCallAsync(customer.Login, (name, value));

        Assert.Equal((200, error), (reply.Status, Assert.Single(reply.Errors())));
        Assert.DoesNotContain("<pin>", reply.Body);
        await server.Plum.AssertNothingQueuedAsync(customer.Account);
    }

    [Theory]
    [InlineData("scheduled_time", "in a while")]
    [InlineData("expiration_time", "3 days from now")]
    [InlineData("scheduled_time", "25:00")]
    [InlineData("expiration_time", "0")]
    public async Task UnparsableTime_FailsByName_AndIsNeverNowOrNever(string name, string value)
    {
        using var customer = await Customer.SignUpAsync(server.Plum);

        var reply = await server.Plum.QueueCallAsync(customer.Login, (name, value));

        Assert.StartsWith($"{name}: ", Assert.Single(reply.Errors()));
        Assert.Contains(value.Split(' ')[0], reply.Errors()[0]);
        await server.Plum.AssertNothingQueuedAsync(customer.Account);
    }

    [Fact]
    public async Task AllFaults_AreNamedAtOnce()
    {
        using var customer = await Customer.SignUpAsync(server.Plum);

        var reply = await server.Plum.QueueCallAsync(
            customer.Login,
            ("phone_number", "1"),
            ("start_url", ""),
            ("result_url", "x"),
            ("message_reference", Long),
            ("call_parameters", Long),
            ("campaign_parameters", Long), ("max_retries", "99"), ("retry_interval", "1"), ("scheduled_time", Long),
            ("expiration_time", "never"));

        Assert.Equal(
            [
                "phone_number '1' has 1 digit; 10 or 11 are needed.", "start_url is missing.",
                "result_url is not an absolute URL such as https://example.com/start.",
                "campaign_parameters has 300 characters; at most 255 are allowed.",
                "max_retries is 99; it may be 0 to 10.", "retry_interval is 1; it may be 60 to 172800.",
                "scheduled_time has 300 characters; at most 80 are allowed.", "expiration_time: ",
                "message_reference has 300 characters; at most 255 are allowed.",
                "call_parameters has 300 characters; at most 255 are allowed.",
            ],
            reply.Errors().Select(error => error.StartsWith("expiration_time: ", StringComparison.Ordinal)
                ? "expiration_time: "
                : error));
    }

    [Fact]
    public async Task EmptyRequest_IsToldEverythingItLacks()
    {
        var call = await server.Plum.SendAsync("webservice/queuecall.php", null);
        // a query is not a form
        var calls = await server.Plum.SendAsync("webservice/queuecalls.php?login=demo&pin=1234", null);

        Assert.Equal(
            ["login is missing.", "pin is missing.", "phone_number is missing.", "start_url is missing."],
            call.Errors());
        Assert.Equal(
        [
            "login is missing.",
            "pin is missing.",
            "campaign_name is missing.",
            "start_url is missing.",
            "phone_list is missing.",
        ], calls.Errors());
    }

    [Theory]
    [InlineData("2021-12-31T17:00:01Z", "2021-12-31T17:00:01Z")]
    [InlineData("+2 days", "+1 day")]
    public async Task Expiration_MustLieBehindTheSchedule(string scheduled, string expiration)
    {
        using var customer = await Customer.SignUpAsync(server.Plum);

        var reply = await server.Plum.QueueCallAsync(
            customer.Login, ("scheduled_time", scheduled), ("expiration_time", expiration));

        Assert.Matches(
            "^expiration_time is .+Z, which is not after the scheduled .+Z\\.$", Assert.Single(reply.Errors()));
        await server.Plum.AssertNothingQueuedAsync(customer.Account);
    }

    [Theory]
    [InlineData("nobody", "1234")]
    [InlineData("", "4321")]
    public async Task WrongLoginOrPin_IsToldNothingElse(string login, string pin)
    {
        using var customer = await Customer.SignUpAsync(server.Plum);
        var sentLogin = login is "" ? customer.Login : login;

        var call = await server.Plum.QueueCallAsync(sentLogin, ("pin", pin), ("phone_number", "1"));
        var calls = await server.Plum.QueueCallsAsync(sentLogin, "1\n", ("pin", pin));

        Assert.Equal(["The login or PIN is wrong."], call.Errors());
        Assert.Equal(["The login or PIN is wrong."], calls.Errors());
        Assert.DoesNotContain(pin, call.Body + calls.Body);
        await server.Plum.AssertNothingQueuedAsync(customer.Account);
    }

    [Theory]
    [InlineData("", "phone_list is empty.")]
    [InlineData("16175550001\n617\nhello\n", "phone_list line 2: '617' has 3 digits; 10 or 11 are needed.|"
        + "phone_list line 3: 'hello' has the character 'h' where only digits may stand.|"
        + "phone_list: 2 of 3 rows will not do, so nothing was queued. With on_invalid=skip the others are queued.")]
    [InlineData("\"16175550001\",\"a\n617\n\",b\n617,\"\n16175550002\n\"\n", "phone_list line 4: '617' has 3 digits; "
        + "10 or 11 are needed.|"
        + "phone_list: 1 of 2 rows will not do, so nothing was queued. With on_invalid=skip the others are queued.")]
    [InlineData(
        "16175550001,\"a\n16175550002\n",
        "phone_list: Line 1 has a quote that is never closed, so nobody can tell where that row ends.")]
    [InlineData(
        "customer,phone\n16175550001,16175550002\n",
        "phone_list: Line 1 looks like a header: 'customer,phone'. The column of the numbers must be called "
            + "destination.")]
    [InlineData(
        "destination,call_id\n16175550001,1\n",
        "phone_list: The header row names a column 'call_id', which every call carries already.")]
    public async Task BadList_IsTold_AndQueuesNothing(string list, string errors)
    {
        using var customer = await Customer.SignUpAsync(server.Plum);

        var reply = await server.Plum.QueueCallsAsync(customer.Login, list);

        Assert.Equal(errors, string.Join('|', reply.Errors()));
        await server.Plum.AssertNothingQueuedAsync(customer.Account);
    }

    [Fact]
    public async Task BadRows_AreNamedUpToAHundred_ThenCounted()
    {
        using var customer = await Customer.SignUpAsync(server.Plum);

        var reply = await server.Plum.QueueCallsAsync(
            customer.Login,
            string.Concat(Enumerable.Repeat("617\n", 1_000)),
            ("campaign_name", "x"),
            ("on_invalid", "skip"));

        Assert.Equal(101, reply.Errors().Count);
        Assert.Equal("phone_list: 1000 of 1000 rows will not do, so nothing was queued.", reply.Errors()[^1]);
    }

    [Fact]
    public async Task QueueCalls_NamesFaultsOfVariablesAndListTogether()
    {
        using var customer = await Customer.SignUpAsync(server.Plum);

        var reply = await server.Plum.QueueCallsAsync(
            customer.Login, "1\n", ("campaign_name", Long), ("max_retries", "x"), ("on_invalid", "maybe"));

        Assert.Equal(
            [
                "campaign_name has 300 characters; at most 64 are allowed.",
                "max_retries is 'x'; a whole number from 0 to 10 is needed.",
                "on_invalid is 'maybe'; it may be skip or reject.",
                "phone_list line 1: '1' has 1 digit; 10 or 11 are needed.",
                "phone_list: 1 of 1 rows will not do, so nothing was queued.",
            ],
            reply.Errors());
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    public async Task OtherMethods_AreNotAllowed(string method)
    {
        foreach (var service in new[] { "queuecall", "queuecalls" })
        {
            var reply = await server.Plum.SendAsync($"webservice/{service}.php", null, new(method));

            Assert.Equal((405, "POST"), (reply.Status, reply.Header("Allow")));
            Assert.Equal(service, reply.Xml().Name.LocalName);
            Assert.Equal([$"The {method} method is not allowed here; use POST."], reply.Errors());
        }
    }

    [Theory]
    [InlineData("application/xml", "<call/>", 415)]
    [InlineData("application/json", "{\"login\":", 400)]
    [InlineData("application/json", "{\"login\":\"\\ud800\",\"pin\":\"1234\"}", 400)]
    [InlineData("application/x-www-form-urlencoded", "login=%zz", 400)]
    [InlineData(
        "multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"login\"\r\n\r\nx", 400)]
    public async Task BrokenBody_IsToldInTheSameForm(string type, string body, int status)
    {
        using var content = new StringContent(body);
        content.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse(type);

        var reply = await server.Plum.SendAsync("webservice/queuecalls.php", content);

        Assert.Equal(status, reply.Status);
        Assert.Single(reply.Errors());
    }

    [Fact]
    public async Task QueueCall_TakesNoMoreThanAMegabyte()
    {
        using var content = new ByteArrayContent(new byte[(1 << 20) + 1]);

        var reply = await server.Plum.SendAsync("webservice/queuecall.php", content);

        Assert.Equal((413, "The body has more than 1,048,576 bytes."), (reply.Status, reply.Errors().Single()));
    }

    /// <summary>The PIN stands in no line of the log, whatever happens.</summary>
    [Fact]
    public async Task Pin_IsNeverLogged()
    {
        using var customer = await Customer.SignUpAsync(server.Plum);
        const string pin = "9081726354";

        await server.Plum.QueueCallAsync(customer.Login, ("pin", pin));
        await server.Plum.QueueCallAsync("nobody", ("pin", pin), ("phone_number", "x"));
        await server.Plum.QueueCallsAsync(customer.Login, "1\n", ("pin", pin));

        Assert.NotEmpty(server.Lines);
        Assert.DoesNotContain(server.Lines, line => line.Contains(pin));
    }

    /// <summary>A server that checks no URLs and keeps every line of its log.</summary>
    public sealed class Server : IAsyncLifetime
    {
        private readonly LogLines _log = new();

        public PlumServer Plum { get; private set; } = null!;

        public IReadOnlyCollection<string> Lines => _log.Lines;

        public async ValueTask InitializeAsync() => Plum = await PlumServer.StartAsync(new()
        {
            Settings = new Dictionary<string, string?> { ["Plum:Outbound:CheckUrls"] = "false" },
            Services = services => services.AddLogging(logging => logging.ClearProviders().AddProvider(_log)),
        });

        public ValueTask DisposeAsync() => Plum.DisposeAsync();
    }
}
