using Microsoft.Extensions.DependencyInjection;
using Plum.Functions.Accounts;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Accounts;

/// <summary>Whoever changes something stands in the account's log, with what it was and what they made of it.</summary>
public sealed class AuditTests(SharedServer server) : IClassFixture<SharedServer>
{
    [Fact]
    public async Task Log_TellsOfEverySchedule()
    {
        using var customer = await server.SignUpAsync();
        await customer.PostAsync("api/schedules", ("days", """["mon"]"""), ("nickname", "Mondays"));
        await customer.PatchAsync("""api/schedules/1?days=["tue"]""");
        await customer.PatchAsync("""api/schedules/1?days=["tue"]"""); // as it was: no change
        await customer.PostAsync("api/schedules", ("days", """["mon"]"""), ("nickname", "Mondays")); // refused
        await customer.DeleteAsync("api/schedules/1");

        Assert.Equal(
            [
                """deleted schedule 1 {"nickname":{"from":"Mondays","to":null},"days":{"from":["tue"],"to":null}}""",
                """updated schedule 1 {"days":{"from":["mon"],"to":["tue"]}}""",
                """created schedule 1 {"nickname":{"from":null,"to":"Mondays"},"days":{"from":null,"to":["mon"]}}""",
            ],
            await WhatAsync(customer));
    }

    [Fact]
    public async Task Log_TellsOfEveryProfile()
    {
        using var customer = await server.SignUpAsync();
        await customer.PostAsync(
            "api/profiles", ("period", "30"), ("amount_per_period", "100"), ("time_between_periods", "10"));
        await customer.PatchAsync("api/profiles/1?amount_per_period=50&spread=burst");
        await customer.DeleteAsync("api/profiles/1");

        var log = await WhatAsync(customer);
        Assert.Equal(3, log.Count);
        Assert.StartsWith("deleted profile 1 ", log[0]);
        Assert.Equal(
            """updated profile 1 {"amount_per_period":{"from":100,"to":50},"spread":{"from":"even","to":"burst"}}""",
            log[1]);
        Assert.StartsWith("created profile 1 ", log[2]);
    }

    [Fact]
    public async Task Log_TellsOfEveryCampaign_AndOfItsCalls()
    {
        await using var own = await PlumServer.StartAsync();
        using var customer = await Customer.SignUpAsync(own);
        await customer.CampaignAsync("2223334444\n2223334445\n");
        await customer.PostAsync(
            "api/campaigns/add-calls", ("campaign_id", "1"), ("phone_numbers", "[\"2223334446\"]"));
        await customer.PatchAsync("api/campaigns/1?end_date=2022-01-06");
        await customer.PostAsync("api/campaigns/start", ("campaign_id", "1"));
        await customer.PostAsync("api/campaigns/start", ("campaign_id", "1")); // it was started
        // the campaign follows, which is no change of it
        await customer.PatchAsync("api/profiles/1?amount_per_period=50");
        await own.AnswerAsync(customer.PostAsync("api/campaigns/stop", ("campaign_id", "1")));
        await own.AnswerAsync(customer.DeleteAsync("api/campaigns/1"));

        var log = (await WhatAsync(customer)).Where(line => line.Contains(" campaign 1 ")).ToList();
        Assert.Equal(6, log.Count);
        Assert.StartsWith("deleted campaign 1 ", log[0]);
        Assert.Equal("""stopped campaign 1 {"state":{"from":"started","to":"stopped"}}""", log[1]);
        Assert.Equal("""started campaign 1 {"state":{"from":"stopped","to":"started"}}""", log[2]);
        Assert.Equal("""updated campaign 1 {"end_date":{"from":"2022-01-05","to":"2022-01-06"}}""", log[3]);
        Assert.Equal("""calls added campaign 1 {"calls":{"from":null,"to":1}}""", log[4]);
        Assert.StartsWith("""created campaign 1 {"start_date":{"from":null,"to":"2022-01-01"}""", log[5]);
        Assert.Contains(
            "\"profiles\":{\"from\":null,\"to\":[{\"profile_id\":1,\"start_time\":\"08:00\",\"end_time\":\"11:00\"}]}",
            log[5]);
        Assert.EndsWith("\"calls\":{\"from\":null,\"to\":2}}", log[5]);
    }

    [Fact]
    public async Task Log_NamesTheLogin_OfWhoQueuesLists()
    {
        await using var own = await PlumServer.StartAsync(
            new() { Settings = new Dictionary<string, string?> { ["Plum:Outbound:CheckUrls"] = "false" } });
        using var customer = await Customer.SignUpAsync(own);
        (string, string)[] who =
            [("login", customer.Login), ("pin", "1234"), ("start_url", "http://127.0.0.1:9/start")];
        var list = await own.PostAsync(
            "webservice/queuecalls", [.. who, ("campaign_name", "Nightly"), ("phone_list", "2223334444\n")]);
        Assert.Contains("status=\"queued\"", list.Body);
        for (var i = 0; i < 2; i++)
        {
            Assert.Contains(
                "status=\"queued\"",
                (await own.PostAsync("webservice/queuecall", [.. who, ("phone_number", "2223334444")])).Body);
        }

        var log = await customer.LogAsync();

        // The default campaign comes with its first call; calls that are queued one by one are in no log.
        Assert.Equal(3, log.Count);
        Assert.StartsWith(
            $"login {customer.Login}: created campaign 2 {{\"campaign_name\":{{\"from\":null,\"to\":\"default\"}}",
            log[0]);
        Assert.StartsWith(
            $"login {customer.Login}: created campaign 1 {{\"campaign_name\":{{\"from\":null,\"to\":\"Nightly\"}}",
            log[1]);
        Assert.EndsWith("\"state\":{\"from\":null,\"to\":\"started\"},\"calls\":{\"from\":null,\"to\":1}}", log[1]);
    }

    [Fact]
    public async Task Log_TellsNoSecret()
    {
        await using var own = await PlumServer.StartAsync();
        using var root = await own.SignUpAdminAsync();
        using var customer = await Customer.SignUpAsync(own);
        var token = (await customer.PostAsync("api/tokens", ("label", "console"))).Json
            .GetProperty("response")
            .GetProperty("token")
            .GetString()!;
        var key = (await customer.PostAsync("api/account/signing-key")).Json
            .GetProperty("response")
            .GetProperty("signing_key")
            .GetString()!;
        Assert.Equal(200, (await root.PatchAsync($"api/admin/accounts/{customer.Account}?pin=987654")).Status);
        await customer.DeleteAsync("api/tokens/1");

        var log = (await customer.GetAsync("api/audit")).Body;
        var stored = (await own.Services.GetRequiredService<AccountDirectory>().FindAsync(customer.Account, default))!;
        Assert.Equal(5, (await customer.LogAsync()).Count);
        Assert.Contains("""{"pin":{"from":"(hidden)","to":"(hidden)"}}""", log);
        Assert.Contains("""{"signing_key":{"from":"(hidden)","to":"(hidden)"}}""", log);
        Assert.All(
            [token, TokenTable.HashText(token), key, "987654", "1234\"", stored.PinHash],
            secret => Assert.DoesNotContain(secret, log, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Log_CannotBeChanged()
    {
        using var customer = await server.SignUpAsync();
        var before = (await customer.GetAsync("api/audit")).Json[0].GetRawText();
        foreach (var method in new[] { "POST", "PUT", "PATCH", "DELETE" })
        {
            var reply = await customer.SendAsync(new(method), "api/audit", null);
            Assert.Equal((405, "GET, HEAD, OPTIONS"), (reply.Status, reply.Header("Allow")));
        }

        await customer.PostAsync("api/schedules", ("days", """["mon"]"""));
        await customer.DeleteAsync("api/schedules/1");
        Assert.Equal(before, (await customer.GetAsync("api/audit")).Json[2].GetRawText());
    }

    [Fact]
    public async Task Log_IsTheAccountsOwn()
    {
        using var customer = await server.SignUpAsync();
        using var other = await server.SignUpAsync();
        await other.PostAsync("api/schedules", ("days", """["mon"]"""));

        Assert.StartsWith($"service: created account {customer.Account} ", Assert.Single(await customer.LogAsync()));
        Assert.Equal(401, (await server.Plum.SendAsync("api/audit", null, HttpMethod.Get)).Status);
        foreach (var account in new[] { other.Account, "nobody" })
        {
            Assert.Equal(
                """403 {"status":"error","error":"Forbidden."}""",
                $"{await customer.GetAsync($"api/admin/accounts/{account}/audit")}");
        }
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=201", "limit")]
    [InlineData("cursor=x", "cursor")]
    [InlineData("cursor=-1", "cursor")]
    public async Task Log_RefusesWhatIsNoPage(string query, string field)
    {
        using var customer = await server.SignUpAsync();
        var reply = await customer.GetAsync($"api/audit?{query}");
        Assert.Equal(422, reply.Status);
        Assert.True(reply.Json.TryGetProperty(field, out _));
    }

    /// <summary>
    /// What was done, without who, and without the creation of the account with which every log begins.
    /// </summary>
    private static async Task<IReadOnlyList<string>> WhatAsync(Customer customer) =>
        [.. (await customer.LogAsync())
            .SkipLast(1)
            .Select(line => line[(line.IndexOf(": ", StringComparison.Ordinal) + 2)..])];
}
