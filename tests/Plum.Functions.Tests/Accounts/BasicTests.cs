using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Plum.Functions.Accounts;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Accounts;

/// <summary>
/// Login and PIN over HTTP Basic, where they are taken, and headers that are neither those nor a token.
/// </summary>
public sealed class BasicTests(SharedServer server) : IClassFixture<SharedServer>
{
    private const string Unauthorized = """401 {"status":"error","error":"Unauthorized."}""";

    [Fact]
    public async Task Tokens_AreMadeSeenAndDeleted_WithLoginAndPin()
    {
        using var customer = await server.SignUpAsync();

        using var form = Customer.Form(("label", "a"));
        var made = await SendAsync(HttpMethod.Post, "api/tokens", Basic(customer.Login, "1234"), form);
        using var program = new Customer(
            server.Plum.NewClient(made.Json.GetProperty("response").GetProperty("token").GetString()),
            customer.Account);
        Assert.Equal(customer.Account, (await program.GetAsync("api/account")).Json.GetProperty("id").GetString());
        Assert.Equal("a", (await SendAsync(HttpMethod.Get, "api/tokens", Basic(customer.Login, "1234"))).Json[0]
            .GetProperty("label")
            .GetString());
        Assert.Equal(200, (await SendAsync(HttpMethod.Delete, "api/tokens/1", Basic(customer.Login, "1234"))).Status);

        Assert.Contains($"\"by\":\"login {customer.Login}\"", (await customer.GetAsync("api/audit")).Body);
    }

    [Fact]
    public async Task Login_IsTakenNowhereElse()
    {
        using var customer = await server.SignUpAsync();
        foreach (var path in (string[])["api/schedules", "api/account", "api/campaigns", "api/audit", "api/admin"])
        {
            var reply = await SendAsync(HttpMethod.Get, path, Basic(customer.Login, "1234"));

            Assert.Equal(Unauthorized, reply.ToString());
            Assert.Equal("Bearer error=\"invalid_token\"", reply.Header("WWW-Authenticate"));
        }
    }

    [Theory]
    [InlineData("4321")]
    [InlineData("")]
    [InlineData("1234 ")]
    [InlineData("12345678901234567")]
    public async Task Tokens_AreRefused_ToAWrongPin(string pin)
    {
        using var customer = await server.SignUpAsync();

        var reply = await SendAsync(HttpMethod.Get, "api/tokens", Basic(customer.Login, pin));

        Assert.Equal(Unauthorized, reply.ToString());
        Assert.Equal(
            "Bearer error=\"invalid_token\", Basic realm=\"Plum\", charset=\"UTF-8\"",
            reply.Header("WWW-Authenticate"));
        Assert.Equal(Unauthorized, (await SendAsync(HttpMethod.Get, "api/tokens", Basic("nobody", pin))).ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Basic")]
    [InlineData("Basic ")]
    [InlineData("Basic !!!!")]
    [InlineData("Basic Og==")] // :
    [InlineData("Basic OjEyMzQ=")] // :1234
    [InlineData("Basic ZGVtbw==")] // demo
    [InlineData("Basic ZGVtbzo=")] // demo:
    [InlineData("Basic ZGVtbzr/MTIzNA==")] // no UTF-8
    [InlineData("Basic ZGVtbzoxMjM0 x")]
    [InlineData("Digest username=\"demo\"")]
    [InlineData("Bearer a b c")]
    [InlineData("Bearer \t ")]
    [InlineData("Bearer 3cbde128-32b6-47aa-9e62-6353f8b06812, Bearer x")]
    [InlineData("plum_x")]
    public async Task Tokens_AreRefused_ToJunk(string? header)
    {
        Assert.Equal(Unauthorized, (await SendAsync(HttpMethod.Get, "api/tokens", header)).ToString());
        Assert.Equal(Unauthorized, (await SendAsync(HttpMethod.Get, "api/schedules", header)).ToString());
    }

    [Theory]
    [InlineData("Bearer ")]
    [InlineData("Basic ")]
    public async Task Header_IsRefused_WhenItIsVeryLong(string scheme)
    {
        Assert.Equal(
            Unauthorized, (await SendAsync(HttpMethod.Get, "api/tokens", scheme + new string('A', 20_000))).ToString());
        Assert.Equal(431, (await SendAsync(HttpMethod.Get, "api/tokens", scheme + new string('A', 40_000))).Status);
    }

    [Theory]
    [InlineData(
        "Authorization: Bearer 3cbde128-32b6-47aa-9e62-6353f8b06812\r\nAuthorization: Basic ZGVtbzoxMjM0", "401")]
    [InlineData(
        "Authorization: Bearer 3cbde128-32b6-47aa-9e62-6353f8b06812\r\nAuthorization: Bearer "
            + "3cbde128-32b6-47aa-9e62-6353f8b06812",
        "401")]
    [InlineData("Authorization: Bearer \u00ff\u00fe", "400")] // no UTF-8: the server itself takes no such header
    [InlineData("Authorization: Bearer 3cbde128-32b6-47aa-9e62-6353f8b06812", "200")]
    public async Task RawHeader_IsAnswered(string header, string status)
    {
        using var socket = new TcpClient(server.Plum.Address.Host, server.Plum.Address.Port);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(
            Encoding.Latin1.GetBytes($"GET /api/tokens HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{header}\r\n\r\n"));

        var answer = await new StreamReader(stream, Encoding.Latin1).ReadToEndAsync();

        Assert.StartsWith($"HTTP/1.1 {status} ", answer);
    }

    [Fact]
    public async Task Pin_MayHoldColonsAndLetters_AndTheLoginAnythingElse()
    {
        var accounts = server.Plum.Services.GetRequiredService<AccountDirectory>();
        await accounts.TryAddAsync("colons", "Jörg & søn", "a:b:ü", default);

        Assert.Equal(
            "200 []", (await SendAsync(HttpMethod.Get, "api/tokens", Basic("Jörg & søn", "a:b:ü"))).ToString());
        Assert.Equal("200 []", (await SendAsync(
            HttpMethod.Get, "api/tokens", Basic("Jörg & søn", "a:b:ü").Replace("Basic", "bAsIc"))).ToString());
    }

    [Fact]
    public async Task Login_IsLocked_AfterTenWrongTries()
    {
        using var customer = await server.SignUpAsync();
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(
                401, (await SendAsync(HttpMethod.Get, "api/tokens", Basic(customer.Login, $"wrong {i}"))).Status);
        }

        var until = server.Plum.Time.GetUtcNow().AddMinutes(15);
        var locked = await SendAsync(HttpMethod.Get, "api/tokens", Basic(customer.Login, "1234"));

        Assert.Equal(
            $$"""429 {"status":"error","error":"Too many wrong PINs: this login is locked until {{until:yyyy-MM-dd'T'HH:mm:ss}}Z."}""",
            locked.ToString());
        Assert.Equal("900", locked.Header("Retry-After"));
        Assert.Equal(200, (await customer.GetAsync("api/tokens")).Status); // a token goes on
    }

    private static string Basic(string login, string pin) =>
        "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{login}:{pin}"));

    private async Task<ApiReply> SendAsync(
        HttpMethod method, string path, string? authorization, HttpContent? content = null)
    {
        using var anyone = new Customer(server.Plum.NewClient(), "");
        return await anyone.SendAsync(
            method, path, content, authorization is null ? [] : [("Authorization", authorization)]);
    }
}
