using System.Text;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Plum.Core.Campaigns;
using Plum.Core.PhoneLists;
using Plum.Functions.Accounts;
using Plum.Functions.Calls;
using Plum.Functions.Campaigns;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Campaigns;

/// <summary>Requests that a crash cut off between two tables.</summary>
public sealed class UnfinishedWorkTests
{
    [Fact]
    public async Task PendingList_Joins_WithinMinutes()
    {
        await using var server = await PlumServer.StartAsync();
        using var customer = await Customer.SignUpAsync(server);
        await CutOffAsync(server, customer);
        Assert.Equal(0, await AcceptedAsync(customer));

        await server.AdvanceAsync(TimeSpan.FromMinutes(6));

        Assert.Equal(2, await AcceptedAsync(customer));
        Assert.Equal(["2223334444", "2223334445"], await NumbersAsync(customer));
    }

    [Fact]
    public async Task PendingList_Joins_BeforeTheCampaignStarts_AndBeforeCallsAreAdded()
    {
        await using var server = await PlumServer.StartAsync();
        using var customer = await Customer.SignUpAsync(server);
        await CutOffAsync(server, customer);

        await customer.PostAsync(
            "api/campaigns/add-calls", ("campaign_id", "1"), ("phone_numbers", "[\"2223334446\"]"));

        Assert.Equal(["2223334444", "2223334445", "2223334446"], await NumbersAsync(customer));
        await server.AdvanceAsync(TimeSpan.FromMinutes(30));
        Assert.Equal(3, await AcceptedAsync(customer));
    }

    [Fact]
    public async Task PendingList_GoesWithItsCampaign()
    {
        await using var server = await PlumServer.StartAsync();
        using var customer = await Customer.SignUpAsync(server);
        await CutOffAsync(server, customer);

        var delete = customer.DeleteAsync("api/campaigns/1");
        while (!delete.IsCompleted)
        {
            await server.AdvanceAsync(TimeSpan.FromMilliseconds(100));
        }

        Assert.Equal(200, (await delete).Status);
        await server.AdvanceAsync(TimeSpan.FromMinutes(6));
        var tables = server.Services.GetRequiredService<TableServiceClient>();
        Assert.DoesNotContain(
            await tables.GetTableClient("lists").QueryAsync<TableEntity>().ToListAsync(),
            row => row.GetInt32("Parts") is not null);
        Assert.DoesNotContain(
            await tables.GetTableClient("calls").QueryAsync<TableEntity>().ToListAsync(),
            row => row.PartitionKey.StartsWith(customer.Account));
    }

    /// <summary>
    /// The process ended between the note of added calls, which is their acceptance, and their place in the queue.
    /// </summary>
    [Fact]
    public async Task AddedCalls_JoinWithinMinutes_Once()
    {
        await using var server = await PlumServer.StartAsync();
        using var customer = await Customer.SignUpAsync(server);
        await customer.CampaignAsync("2223334444\n");
        var list = await AddAsync(server, customer);
        Assert.Equal(["2223334444"], await NumbersAsync(customer));
        Assert.Contains("calls added campaign 1", (await customer.LogAsync())[0]);

        await server.AdvanceAsync(TimeSpan.FromMinutes(6));
        await server.Services.GetRequiredService<AddedLists>().JoinAsync(new(customer.Account, 1), list, default);
        await server.AdvanceAsync(TimeSpan.FromMinutes(6));

        Assert.Equal(["2223334444", "2223334445"], await NumbersAsync(customer));
        Assert.Single(await customer.LogAsync(), line => line.Contains("calls added"));
    }

    [Fact]
    public async Task AddedCalls_GoWithTheirCampaign()
    {
        await using var server = await PlumServer.StartAsync();
        using var customer = await Customer.SignUpAsync(server);
        await customer.CampaignAsync("2223334444\n");
        await AddAsync(server, customer);

        Assert.Equal(200, (await server.AnswerAsync(customer.DeleteAsync("api/campaigns/1"))).Status);
        await server.AdvanceAsync(TimeSpan.FromMinutes(6));

        var tables = server.Services.GetRequiredService<TableServiceClient>();
        Assert.DoesNotContain(
            await tables.GetTableClient("lists").QueryAsync<TableEntity>().ToListAsync(),
            row => row.GetInt32("Parts") is not null);
        Assert.Empty(await server.Services.GetRequiredService<UnfinishedWork>().OfAsync(customer.Account, default));
    }

    private static async Task<PendingList> AddAsync(PlumServer server, Customer customer)
    {
        var (accounts, lists) =
            (server.Services.GetRequiredService<AccountTable>(), server.Services.GetRequiredService<CallLists>());
        var staged = await lists.StageAsync("2223334445\n"u8.ToArray(), PhoneListOptions.Scheduling, default);
        var list = (await lists.PendingAsync(staged, default))!;
        await server.Services.GetRequiredService<UnfinishedWork>().ExpectAsync(customer.Account, default);
        return await accounts.ChangeAsync(
            customer.Account,
            change =>
            {
                AddedLists.Add(change, new(customer.Account, 1), list);
                return Task.FromResult(list);
            },
            default);
    }

    /// <summary>
    /// What is left when the process ends between the campaign's row and its list's place in the queue.
    /// </summary>
    private static async Task CutOffAsync(PlumServer server, Customer customer)
    {
        await customer.CampaignAsync();
        var (accounts, campaigns) =
            (server.Services.GetRequiredService<AccountTable>(), server.Services.GetRequiredService<CampaignTable>());
        using var list = new MemoryStream(Encoding.UTF8.GetBytes("2223334444\n2223334445\n"));
        var staged = await server.Services
            .GetRequiredService<CallLists>()
            .StageAsync(list, PhoneListOptions.Scheduling, default);
        await server.Services.GetRequiredService<UnfinishedWork>().ExpectAsync(customer.Account, default);
        await accounts.ChangeAsync(
            customer.Account,
            async change =>
            {
                var found = (await campaigns.FindCampaignAsync(new CampaignKey(customer.Account, 1), default))!;
                CampaignTable.Replace(
                    change,
                    found,
                    found.Value with { Pending = new(staged.BatchId, staged.Accepted, FirstCallId: 1_000_000) });
                change.Add(UnfinishedWork.Join(1));
                return true;
            },
            default);
    }

    private static async Task<int> AcceptedAsync(Customer customer) =>
        (await customer.GetAsync("api/campaigns/1")).Json.GetProperty("counts").GetProperty("accepted").GetInt32();

    private static async Task<IEnumerable<string?>> NumbersAsync(Customer customer) =>
        (await customer.GetAsync("api/campaigns/1/calls")).Json
            .EnumerateArray()
            .Select(call => call.GetProperty("phone_number").GetString());
}
