using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Campaigns;

/// <summary>Requests that get in each other's way, on the machine's own clock.</summary>
public sealed class CampaignRaceTests
{
    private static readonly PlumServerOptions RealTime = new() { Virtual = false };

    [Fact]
    public async Task Schedule_IsDeletedOrUsed_NeverBoth()
    {
        await using var server = await PlumServer.StartAsync(RealTime);
        using var customer = await Customer.SignUpAsync(server);
        await customer.CampaignAsync();
        var outcomes = new HashSet<(int Create, int Delete)>();

        for (var schedule = 2; schedule <= 40; schedule++)
        {
            await customer.PostAsync("api/schedules", ("days", "[\"mon\"]"));
            var fields = Customer.CampaignFields
                .Where(field => field.Name != "schedule_id")
                .Append(("schedule_id", $"{schedule}"));
            var create = customer.PostAsync("api/campaigns", [.. fields]);
            var delete = customer.DeleteAsync($"api/schedules/{schedule}");
            outcomes.Add(((await create).Status, (await delete).Status));
        }

        Assert.Subset(new HashSet<(int, int)> { (200, 400), (422, 200) }, outcomes);
        var schedules = (await customer.GetAsync("api/schedules")).Json
            .EnumerateArray()
            .Select(s => s.GetProperty("schedule_id").GetInt32().ToString());
        var used = (await customer.GetAsync("api/campaigns")).Json
            .EnumerateArray()
            .Select(c => c.GetProperty("schedule_nickname").GetString()!);
        Assert.Subset(schedules.ToHashSet(), used.ToHashSet());
    }

    [Fact]
    public async Task StartsAndStops_AllSucceed_AndTheLastOneStands()
    {
        await using var server = await PlumServer.StartAsync(RealTime);
        using var customer = await Customer.SignUpAsync(server);
        await customer.CampaignAsync("2223334444", ("start_date", "2098-01-01"), ("end_date", "2099-12-31"));

        var commands = Enumerable
            .Range(0, 24)
            .Select(i => customer.PostAsync($"api/campaigns/{(i % 2 == 0 ? "start" : "stop")}", ("campaign_id", "1")));

        Assert.All(
            await Task.WhenAll(commands), reply => Assert.Equal("""200 {"status":"success"}""", reply.ToString()));
        await customer.PostAsync("api/campaigns/stop", ("campaign_id", "1"));
        Assert.Equal("stopped", await StateAsync());
        await customer.PostAsync("api/campaigns/start", ("campaign_id", "1"));
        Assert.Equal("started", await StateAsync());

        async Task<string?> StateAsync() =>
            (await customer.GetAsync("api/campaigns/1")).Json.GetProperty("state").GetString();
    }

    [Fact]
    public async Task CallsAddedAtTheSameTime_AllJoin()
    {
        await using var server = await PlumServer.StartAsync(RealTime);
        using var customer = await Customer.SignUpAsync(server);
        await customer.CampaignAsync("2223334444", ("start_date", "2098-01-01"), ("end_date", "2099-12-31"));
        await customer.PostAsync("api/campaigns/start", ("campaign_id", "1"));

        var replies = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => customer.PostAsync(
            "api/campaigns/add-calls",
            ("campaign_id", "1"),
            ("phone_numbers", $"[\"2223334{i:D3},a{i}\",\"2223335{i:D3},b{i}\"]"))));

        Assert.All(replies, reply => Assert.Equal(200, reply.Status));
        var calls = (await customer.GetAsync("api/campaigns/1/calls")).Json.EnumerateArray().ToList();
        Assert.Equal(33, calls.Count);
        Assert.Equal(33, calls.Select(call => call.GetProperty("call_id").GetInt32()).Distinct().Count());
        Assert.Equal(33, calls.Select(call => call.GetProperty("message_reference").GetString()).Distinct().Count());
    }

    [Fact]
    public async Task DeletedCampaign_IsGone_WhateverElseHappensToIt()
    {
        await using var server = await PlumServer.StartAsync(RealTime);
        using var customer = await Customer.SignUpAsync(server);
        await customer.CampaignAsync("2223334444", ("start_date", "2098-01-01"), ("end_date", "2099-12-31"));
        await customer.PostAsync("api/campaigns/start", ("campaign_id", "1"));

        var replies = await Task.WhenAll(
            customer.DeleteAsync("api/campaigns/1"),
            customer.PostAsync("api/campaigns/start", ("campaign_id", "1")),
            customer.PatchAsync("api/campaigns/1?end_date=2098-12-31"),
            customer.PatchAsync("api/profiles/1?amount_per_period=3"),
            customer.PostAsync("api/campaigns/add-calls", ("campaign_id", "1"), ("phone_numbers", "[\"2223334445\"]")));

        Assert.Equal(200, replies[0].Status);
        Assert.All(replies, reply => Assert.True(reply.Status is 200 or 404, reply.ToString()));
        Assert.Equal(404, (await customer.GetAsync("api/campaigns/1")).Status);
        Assert.Equal("[]", (await customer.GetAsync("api/campaigns")).Body);
        Assert.Equal(200, (await customer.DeleteAsync("api/schedules/1")).Status);
    }
}
