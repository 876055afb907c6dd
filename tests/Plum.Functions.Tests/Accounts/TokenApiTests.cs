using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Accounts;

/// <summary>Tokens as their users make, see and delete them.</summary>
public sealed class TokenApiTests(SharedServer server) : IClassFixture<SharedServer>
{
    private const string Future = "2022-07-01T08:00:00-04:00";

    [Fact]
    public async Task Token_ActsForItsAccount_AndIsShownOnce()
    {
        using var customer = await server.SignUpAsync();

        var made = await customer.PostAsync("api/tokens", ("label", "nightly import"), ("expires_at", Future));

        var token = made.Json.GetProperty("response").GetProperty("token").GetString()!;
        Assert.Matches("^plum_[A-Za-z0-9_-]{43}$", token);
        Assert.Equal(
            $$$"""200 {"status":"success","response":{"id":1,"label":"nightly import","token":"{{{token}}}","created_at":"2021-12-31T12:00:00-05:00","expires_at":"{{{Future}}}"}}""",
            made.ToString());
        Assert.Equal("no-store", made.Header("Cache-Control"));

        using var program = new Customer(server.Plum.NewClient(token), customer.Account);
        await program.PostAsync("api/schedules", ("days", "[\"mon\"]"), ("nickname", "by token"));
        Assert.Contains("by token", (await customer.GetAsync("api/schedules")).Body);
        Assert.Equal(
            $$"""200 [{"id":1,"label":"nightly import","created_at":"2021-12-31T12:00:00-05:00","expires_at":"{{Future}}","last_used_at":"2021-12-31T12:00:00-05:00"}]""",
            (await customer.GetAsync("api/tokens")).ToString());
    }

    [Fact]
    public async Task Token_IsRefusedAtOnce_WhenItIsDeleted()
    {
        using var customer = await server.SignUpAsync();
        using var program = new Customer(server.Plum.NewClient(await customer.TokenAsync("a")), customer.Account);
        Assert.Equal(200, (await program.GetAsync("api/schedules")).Status);

        Assert.Equal("""200 {"status":"success"}""", (await customer.DeleteAsync("api/tokens/1")).ToString());

        Assert.Equal(
            """401 {"status":"error","error":"Unauthorized."}""", (await program.GetAsync("api/schedules")).ToString());
        Assert.Equal("[]", (await customer.GetAsync("api/tokens")).Body);
        Assert.Equal(
            """404 {"status":"error","error":"Token 1 not found."}""",
            (await customer.DeleteAsync("api/tokens/1")).ToString());
        Assert.Equal(2, (await customer.PostAsync("api/tokens", ("label", "b"))).Json
            .GetProperty("response")
            .GetProperty("id")
            .GetInt32());
    }

    [Fact]
    public async Task Token_MayDeleteItself()
    {
        using var customer = await server.SignUpAsync();
        using var program = new Customer(server.Plum.NewClient(await customer.TokenAsync("a")), customer.Account);

        Assert.Equal(200, (await program.DeleteAsync("api/tokens/1")).Status);

        Assert.Equal(401, (await program.DeleteAsync("api/tokens/1")).Status);
    }

    [Fact]
    public async Task ForeignToken_LooksLikeAnAbsentOne()
    {
        using var owner = await server.SignUpAsync();
        using var other = await server.SignUpAsync();
        using var program = new Customer(server.Plum.NewClient(await owner.TokenAsync("a")), owner.Account);

        var foreign = await other.DeleteAsync("api/tokens/1");
        var absent = await other.DeleteAsync("api/tokens/2");

        Assert.Equal("""404 {"status":"error","error":"Token 1 not found."}""", foreign.ToString());
        Assert.Equal(foreign.ToString().Replace('1', '2'), absent.ToString());
        Assert.Equal("[]", (await other.GetAsync("api/tokens")).Body);
        Assert.Equal(200, (await program.GetAsync("api/schedules")).Status);
    }

    [Theory]
    [InlineData("""{}""", """{"label":["The label field is required."]}""")]
    [InlineData("""{"label":" "}""", """{"label":["The label field is required."]}""")]
    [InlineData("""{"label":["a"]}""", """{"label":["The label must be a string."]}""")]
    [InlineData("""{"label":"a\nb"}""", """{"label":["The label may not contain control characters."]}""")]
    [InlineData(
        """{"label":"a","expires_at":"tomorrow"}""",
        """{"expires_at":["The expires at must be unix seconds or a time such as 2027-01-31T08:00:00-05:00."]}""")]
    [InlineData(
        """{"label":"a","expires_at":"2022-07-01T08:00:00"}""",
        """{"expires_at":["The expires at must be unix seconds or a time such as 2027-01-31T08:00:00-05:00."]}""")]
    [InlineData(
        """{"label":"a","expires_at":"9999-12-31T23:59:59-05:00"}""",
        """{"expires_at":["The expires at must be unix seconds or a time such as 2027-01-31T08:00:00-05:00."]}""")]
    [InlineData(
        """{"label":"a","expires_at":99999999999999999999}""",
        """{"expires_at":["The expires at must be unix seconds or a time such as 2027-01-31T08:00:00-05:00."]}""")]
    [InlineData("""{"label":"a","expires_at":0}""", """{"expires_at":["The expires at must be a date after now."]}""")]
    [InlineData(
        """{"label":"a","expires_at":1640970000}""", """{"expires_at":["The expires at must be a date after now."]}""")]
    public async Task Creation_IsRefused_OnBadFields(string body, string errors)
    {
        using var customer = await server.SignUpAsync();

        var reply =
            await customer.SendAsync(HttpMethod.Post, "api/tokens", new StringContent(body, null, "application/json"));

        Assert.Equal($"422 {errors}", reply.ToString());
        Assert.Equal("[]", (await customer.GetAsync("api/tokens")).Body);
    }

    [Theory]
    [InlineData("1640970001")]
    [InlineData("2021-12-31T17:00:01Z")]
    [InlineData("2021-12-31T12:00:00.5-05:00")]
    public async Task Expiry_IsTaken_InUnixSecondsAndIso(string expires)
    {
        using var customer = await server.SignUpAsync();

        Assert.Equal(
            200, (await customer.PostAsync("api/tokens", ("label", new('é', 64)), ("expires_at", expires))).Status);
        Assert.Equal(422, (await customer.PostAsync("api/tokens", ("label", new('é', 65)))).Status);
    }

    [Fact]
    public async Task List_ComesInPages()
    {
        using var customer = await server.SignUpAsync();
        foreach (var label in (string[])["a", "b", "c"])
        {
            await customer.TokenAsync(label);
        }

        var first = await customer.GetAsync("api/tokens?limit=2");
        var second = await customer.GetAsync("api/tokens?limit=2&cursor=2");

        Assert.Equal(["a", "b"], Labels(first));
        Assert.Equal("</api/tokens?limit=2&cursor=2>; rel=\"next\"", first.Header("Link"));
        Assert.Equal(["c"], Labels(second));
        Assert.Null(second.Header("Link"));
        Assert.Equal(422, (await customer.GetAsync("api/tokens?limit=0")).Status);
    }

    [Fact]
    public async Task Account_HasAHundredLiveTokens_AtTheMost()
    {
        using var customer = await server.SignUpAsync();
        for (var i = 1; i <= 100; i++)
        {
            await customer.TokenAsync($"t{i}");
        }

        Assert.Equal(
            """400 {"status":"error","error":"The account has 100 tokens that have not expired, and may not have more; delete one first."}""",
            (await customer.PostAsync("api/tokens", ("label", "one more"))).ToString());

        await customer.DeleteAsync("api/tokens/50");
        await customer.TokenAsync("one more");
    }

    [Fact]
    public async Task IdempotencyKey_IsNotTaken()
    {
        using var customer = await server.SignUpAsync();
        using var form = Customer.Form(("label", "a"));

        var reply = await customer.SendAsync(HttpMethod.Post, "api/tokens", form, ("Idempotency-Key", "k"));

        Assert.Equal(
            """400 {"status":"error","error":"No Idempotency-Key is taken here: the answer is shown once and not kept, so it cannot be given again."}""",
            reply.ToString());
        Assert.Equal("[]", (await customer.GetAsync("api/tokens")).Body);
    }

    [Theory]
    [InlineData("PUT", "api/tokens", "GET, HEAD, POST, OPTIONS")]
    [InlineData("DELETE", "api/tokens", "GET, HEAD, POST, OPTIONS")]
    [InlineData("GET", "api/tokens/1", "DELETE, OPTIONS")]
    [InlineData("PATCH", "api/tokens/1", "DELETE, OPTIONS")]
    [InlineData("POST", "api/account", "GET, HEAD, OPTIONS")]
    [InlineData("DELETE", "api/account", "GET, HEAD, OPTIONS")]
    [InlineData("GET", "api/account/signing-key", "POST, OPTIONS")]
    public async Task OtherMethods_AreNotAllowed(string method, string path, string allowed)
    {
        using var customer = await server.SignUpAsync();

        var reply = await customer.SendAsync(new(method), path, null);

        Assert.Equal(
            $$"""405 {"status":"error","error":"The {{method}} method is not allowed here."}""", reply.ToString());
        Assert.Equal(allowed, reply.Header("Allow"));
    }

    private static IEnumerable<string?> Labels(ApiReply reply) =>
        reply.Json.EnumerateArray().Select(token => token.GetProperty("label").GetString());
}
