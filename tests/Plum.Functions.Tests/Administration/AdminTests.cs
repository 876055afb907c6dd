using Plum.Core.Accounts;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Administration;

/// <summary>Outbound administration over HTTP: senders come, get PINs, are suspended and go on.</summary>
public sealed class AdminTests
{
    private static readonly PlumServerOptions Options =
        new() { Settings = new Dictionary<string, string?> { ["Plum:Outbound:CheckUrls"] = "false" } };

    [Fact]
    public async Task Sender_IsMade_GetsANewPin_IsSuspended_AndGoesOn()
    {
        await using var server = await PlumServer.StartAsync(Options);
        using var root = await server.SignUpAdminAsync();

        var made = await root.PostAsync(
            "api/admin/accounts", ("login", "Ann B."), ("pin", "1111"), ("caller_id", "6175550100"));
        Assert.Equal("no-store", made.Header("Cache-Control"));
        var sender = made.Json.GetProperty("response");
        Assert.Equal("annb", sender.GetProperty("id").GetString());
        Assert.Equal(64, sender.GetProperty("signing_key").GetString()!.Length);
        Assert.Equal(
            ("sender", "active", "6175550100"),
            (Text(sender, "role"), Text(sender, "state"), Text(sender, "caller_id")));
        Assert.Contains("queued", await QueueAsync(server, "1111"));

        Assert.Equal(200, (await root.PatchAsync("api/admin/accounts/annb?pin=2222")).Status);
        Assert.Contains("failed", await QueueAsync(server, "1111"));
        Assert.Contains("queued", await QueueAsync(server, "2222"));

        var suspended = await server.AnswerAsync(root.PatchAsync("api/admin/accounts/annb?state=suspended"));
        Assert.Equal("suspended", Text(suspended.Json.GetProperty("response"), "state"));
        Assert.Contains("failed", await QueueAsync(server, "2222"));

        Assert.Equal(200, (await server.AnswerAsync(root.PatchAsync("api/admin/accounts/annb?state=active"))).Status);
        Assert.Contains("queued", await QueueAsync(server, "2222"));

        const string Root = "admin root, token development: ";
        var log = (await root.LogAsync("api/admin/accounts/annb/audit")).ToList();
        Assert.Equal(Root + """resumed account annb {"state":{"from":"suspended","to":"active"}}""", log[0]);
        Assert.Equal(Root + """suspended account annb {"state":{"from":"active","to":"suspended"}}""", log[1]);
        Assert.Equal(Root + """updated account annb {"pin":{"from":"(hidden)","to":"(hidden)"}}""", log[2]);
        Assert.StartsWith("login Ann B.: created campaign 1 ", log[3]);
        Assert.StartsWith(
            Root + """created account annb {"login":{"from":null,"to":"Ann B."},"pin":{"from":null,"to":"(hidden)"}""",
            log[4]);
        Assert.Single(await root.LogAsync()); // their own log tells of their own account
    }

    [Theory]
    [InlineData("PATCH", "api/admin/accounts/root?stat=suspended", "The stat field is not taken here.")]
    [InlineData("PATCH", "api/admin/accounts/root?calls_suspended=true", "POST /api/admin/suspend")]
    [InlineData("POST", "api/admin/accounts?login=ann&pin=1111&state=suspended", "The state field is not taken here.")]
    [InlineData(
        "POST", "api/admin/accounts?login=ann&pin=1111&signing_key=mine", "The signing key field is not taken here.")]
    public async Task Field_ThatIsNotTaken_IsNamed(string method, string path, string error)
    {
        await using var server = await PlumServer.StartAsync(Options);
        using var root = await server.SignUpAdminAsync();

        var reply = await root.SendAsync(new(method), path, null);

        Assert.Equal(422, reply.Status);
        Assert.Contains(error, reply.Body);
    }

    [Fact]
    public async Task NewLogin_IsNotLocked_ByWhoTriedItBeforeItWas()
    {
        await using var server = await PlumServer.StartAsync(Options);
        using var root = await server.SignUpAdminAsync();
        for (var i = 0; i < 12; i++)
        {
            await QueueAsync(server, "9999");
        }

        await root.PostAsync("api/admin/accounts", ("login", "Ann B."), ("pin", "1111"));

        Assert.Contains("queued", await QueueAsync(server, "1111"));
    }

    [Fact]
    public async Task Calls_AreSuspendedAndResumed_OfOneAccountAndOfAll()
    {
        await using var server = await PlumServer.StartAsync(Options);
        using var root = await server.SignUpAdminAsync();
        using var customer = await Customer.SignUpAsync(server);
        foreach (var account in new[] { customer.Account, "all" })
        {
            foreach (var (act, expected) in new[] { ("suspend", true), ("suspend", true), ("resume", false) })
            {
                var answer = (await server.AnswerAsync(
                    root.PostAsync($"api/admin/{act}", ("account", account)))).Json.GetProperty("response");
                Assert.Equal(
                    (account, expected), (Text(answer, "account"), answer.GetProperty("calls_suspended").GetBoolean()));
                Assert.Equal(
                    expected,
                    (await customer.GetAsync("api/account")).Json.GetProperty("calls_suspended").GetBoolean());
                var shown = await root.GetAsync(account == "all" ? "api/admin" : $"api/admin/accounts/{account}");
                Assert.Equal(expected, shown.Json.GetProperty("calls_suspended").GetBoolean());
                Assert.Equal(200, (await customer.GetAsync("api/campaigns")).Status);
            }
        }

        string[] log = ["admin root, token development: resumed", "admin root, token development: suspended"];
        Assert.Equal(log, Actions(await root.LogAsync("api/admin/audit")));
        Assert.Equal(log, Actions(await customer.LogAsync()).SkipLast(1));
    }

    [Fact]
    public async Task SuspensionUnderAKey_IsDoneOnce()
    {
        await using var server = await PlumServer.StartAsync(Options);
        using var root = await server.SignUpAdminAsync();
        await server.AnswerAsync(SuspendAsync());
        await root.PostAsync("api/admin/resume", ("account", "all"));
        Assert.Equal("true", (await server.AnswerAsync(SuspendAsync())).Header("Idempotent-Replayed"));

        Assert.False((await root.GetAsync("api/admin")).Json.GetProperty("calls_suspended").GetBoolean());

        Task<ApiReply> SuspendAsync() =>
            root.SendAsync(
                HttpMethod.Post,
                "api/admin/suspend",
                Customer.Form(("account", "all")),
                ("Idempotency-Key", "suspend"));
    }

    [Fact]
    public async Task NewPin_EndsTheLockOfTheLogin()
    {
        await using var server = await PlumServer.StartAsync(Options);
        using var root = await server.SignUpAdminAsync();
        await root.PostAsync("api/admin/accounts", ("login", "Ann B."), ("pin", "1111"));
        for (var i = 0; i < WrongTries.Allowed; i++)
        {
            await QueueAsync(server, $"wrong{i}");
        }

        Assert.Contains("Too many wrong PINs", await QueueAsync(server, "1111"));
        await root.PatchAsync("api/admin/accounts/annb?pin=2222");
        Assert.Contains("queued", await QueueAsync(server, "2222"));
    }

    /// <summary>Each takes the other's role away in the same moment: whoever is second has none any more.</summary>
    [Fact]
    public async Task Admins_NeverAllGo()
    {
        await using var server = await PlumServer.StartAsync(Options);
        using var first = await server.SignUpAdminAsync("first");
        using var second = await server.SignUpAdminAsync("second");
        for (var round = 0; round < 10; round++)
        {
            var replies = await Task.WhenAll(
                first.PatchAsync("api/admin/accounts/second?role=sender"),
                second.PatchAsync("api/admin/accounts/first?role=sender"));

            var admins = new List<Customer>();
            foreach (var admin in new[] { first, second })
            {
                if ((await admin.GetAsync("api/admin")).Status == 200)
                {
                    admins.Add(admin);
                }
            }

            Assert.Equal([200, 403], replies.Select(reply => reply.Status).Order());
            var left = Assert.Single(admins);
            Assert.Equal(200, (await left.PatchAsync(
                $"api/admin/accounts/{(left == first ? "second" : "first")}?role=admin")).Status);
        }
    }

    /// <summary>
    /// An admin's account is edited in the moment in which another takes the role away, who insists on the account as
    /// it was.
    /// </summary>
    [Fact]
    public async Task Admin_RemainsWhole_WhenTakingHisRoleIsRefused()
    {
        await using var server = await PlumServer.StartAsync();
        using var first = await server.SignUpAdminAsync("first");
        using var second = await server.SignUpAdminAsync("second");
        for (var round = 0; round < 20; round++)
        {
            var version = (await first.GetAsync("api/admin/accounts/second")).Header("ETag")!;
            var taken =
                first.SendAsync(HttpMethod.Patch, "api/admin/accounts/second?role=sender", null, ("If-Match", version));
            await second.PatchAsync($"api/admin/accounts/second?caller_id=61755501{round:D2}");

            var status = (await taken).Status;
            Assert.True(status is 200 or 412, $"{status}");
            var (loser, winner) = status == 412 ? ("first", second) : ("second", first);
            Assert.Equal(200, (await winner.PatchAsync($"api/admin/accounts/{loser}?role=sender")).Status);
            Assert.Equal(200, (await winner.PatchAsync($"api/admin/accounts/{loser}?role=admin")).Status);
        }
    }

    [Theory]
    [InlineData("state=suspended")]
    [InlineData("role=sender")]
    public async Task Admin_CannotPutHimselfOut(string query)
    {
        await using var server = await PlumServer.StartAsync(Options);
        using var root = await server.SignUpAdminAsync();

        Assert.Equal(400, (await root.PatchAsync($"api/admin/accounts/root?{query}")).Status);
        Assert.Equal(
            200, (await root.PatchAsync("api/admin/accounts/root?time_zone=UTC&role=admin&state=active")).Status);
        // no other account: no admin named
        Assert.StartsWith("token development: updated account root ", (await root.LogAsync())[0]);
    }

    private static async Task<string> QueueAsync(PlumServer server, string pin) => (await server.PostAsync(
        "webservice/queuecall",
        ("login", "Ann B."),
        ("pin", pin),
        ("phone_number", "2223334444"),
        ("start_url", "http://127.0.0.1:9/start"))).Body;

    private static string? Text(System.Text.Json.JsonElement json, string name) => json.GetProperty(name).GetString();

    private static IEnumerable<string> Actions(IEnumerable<string> log) =>
        log.Select(line => string.Join(' ', line[..line.IndexOf('{', StringComparison.Ordinal)].Split(' ').Take(5)));
}
