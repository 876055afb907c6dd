using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Plum.Functions.Accounts;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Accounts;

public sealed class AuthenticationTests(SharedServer server) : IClassFixture<SharedServer>
{
    private const string Unauthorized = """401 {"status":"error","error":"Unauthorized."}""";

    [Theory]
    [InlineData(null, "Bearer")]
    [InlineData("Bearer wrong", "Bearer error=\"invalid_token\"")]
    [InlineData("Bearer ", "Bearer error=\"invalid_token\"")]
    [InlineData("Bearer 3cbde128-32b6-47aa-9e62-6353f8b06813", "Bearer error=\"invalid_token\"")]
    [InlineData("Bearer 3CBDE128-32B6-47AA-9E62-6353F8B06812", "Bearer error=\"invalid_token\"")]
    [InlineData("Basic ZGVtbzoxMjM0", "Bearer error=\"invalid_token\"")]
    [InlineData("3cbde128-32b6-47aa-9e62-6353f8b06812", "Bearer error=\"invalid_token\"")]
    public async Task Request_IsRefused_WithoutAValidToken(string? authorization, string challenge)
    {
        using var anyone = new Customer(server.Plum.NewClient(), "");
        foreach (var path in (string[])["api/schedules", "api/profiles/1", "api/campaigns", "api/campaigns/1/calls"])
        {
            var reply = await anyone.SendAsync(
                HttpMethod.Get, path, null, authorization is null ? [] : [("Authorization", authorization)]);

            Assert.Equal(Unauthorized, reply.ToString());
            Assert.Equal(challenge, reply.Header("WWW-Authenticate"));
        }
    }

    [Theory]
    [InlineData("Bearer 3cbde128-32b6-47aa-9e62-6353f8b06812")]
    [InlineData("bearer 3cbde128-32b6-47aa-9e62-6353f8b06812")]
    [InlineData("Bearer  3cbde128-32b6-47aa-9e62-6353f8b06812 ")]
    public async Task Request_IsServed_WithTheDevelopmentToken(string authorization)
    {
        using var demo = new Customer(server.Plum.NewClient(), "demo");

        Assert.Equal(
            200,
            (await demo.SendAsync(HttpMethod.Get, "api/schedules", null, ("Authorization", authorization))).Status);
    }

    [Fact]
    public async Task Change_IsRefused_BeforeAnythingIsDone()
    {
        using var anyone = new Customer(server.Plum.NewClient("not-a-token"), "");

        Assert.Equal(Unauthorized, (await anyone.PostAsync("api/schedules", ("days", "[\"mon\"]"))).ToString());
        Assert.Equal(
            Unauthorized, (await anyone.PostAsync("api/campaigns", ("phone_numbers", "[\"2223334444\"]"))).ToString());
        Assert.Equal(Unauthorized, (await anyone.DeleteAsync("api/campaigns/1")).ToString());
    }

    [Fact]
    public async Task Tokens_AreStoredAsHashesOnly()
    {
        var rows = server.Plum.Services
            .GetRequiredService<TableServiceClient>()
            .GetTableClient("tokens")
            .QueryAsync<TableEntity>();

        await foreach (var row in rows)
        {
            Assert.Equal(32, row.GetBinary("Hash").Length);
            Assert.Equal(Convert.ToHexStringLower(row.GetBinary("Hash")), row.PartitionKey);
            Assert.DoesNotContain(
                row.Keys,
                name => row[name] is string text && text.Contains(PlumServer.Token, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task DevelopmentAccount_HasItsLoginAndPin_AndNoPlainPin()
    {
        var accounts = server.Plum.Services.GetRequiredService<AccountDirectory>();
        var account = await accounts.FindByLoginAsync("demo", default);

        Assert.Equal("demo", account?.Id);
        Assert.True(accounts.IsPin(account!, "1234"));
        Assert.False(accounts.IsPin(account!, "1235"));
        Assert.DoesNotContain("1234", account!.PinHash);
    }

    [Fact]
    public async Task Login_BelongsToOneAccount()
    {
        var accounts = server.Plum.Services.GetRequiredService<AccountDirectory>();

        Assert.True(await accounts.TryAddAsync("first", "shared login", "1", default));
        Assert.False(await accounts.TryAddAsync("second", "shared login", "2", default));
        await Assert.ThrowsAsync<ArgumentException>(() => accounts.TryAddAsync("with-hyphen", "x", "1", default));
    }

    /// <summary>P8: what belongs to another account and what does not exist are the same.</summary>
    [Fact]
    public async Task AnotherAccountsIds_LookLikeUnknownOnes()
    {
        using var owner = await server.SignUpAsync();
        using var other = await server.SignUpAsync();
        var id = await owner.CampaignAsync("2223334444\n");

        foreach (var kind in (string[])["schedule", "profile", "campaign"])
        {
            foreach (var method in (string[])["GET", "PATCH", "PUT", "DELETE"])
            {
                var foreign = await other.SendAsync(new(method), $"api/{kind}s/{id}", null);
                Assert.Equal(
                    $$"""404 {"status":"error","error":"{{char.ToUpperInvariant(kind[0])}}{{kind[1..]}} {{id}} not found."}""",
                    foreign.ToString());
            }
        }

        const string NotFound = """404 {"status":"error","error":"Campaign 1 not found."}""";
        Assert.Equal(NotFound, (await other.GetAsync("api/campaigns/1/calls")).ToString());
        Assert.Equal(NotFound, (await other.PostAsync("api/campaigns/start", ("campaign_id", "1"))).ToString());
        Assert.Equal(NotFound, (await other.PostAsync("api/campaigns/stop", ("campaign_id", "1"))).ToString());
        Assert.Equal(NotFound, (await other.PostAsync(
            "api/campaigns/add-calls", ("campaign_id", "1"), ("phone_numbers", "[\"2223334444\"]"))).ToString());
        Assert.Equal("[]", (await other.GetAsync("api/campaigns")).Body);
        Assert.Equal(
            1, (await owner.GetAsync("api/campaigns/1")).Json.GetProperty("counts").GetProperty("accepted").GetInt32());
    }
}
