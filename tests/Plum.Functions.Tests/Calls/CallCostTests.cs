using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Plum.Core.Campaigns;
using Plum.Core.PhoneLists;
using Plum.Functions.Accounts;
using Plum.Functions.Calls;
using Plum.Functions.Calls.Canceling;
using Plum.Functions.Campaigns;
using Plum.Functions.Shared;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Calls;

/// <summary>What it costs to find and to cancel calls, in requests to storage.</summary>
public sealed class CallCostTests(ITestOutputHelper output)
{
    private const int Million = 1_000_000;

    [Fact]
    public async Task AMillionCalls_AreSearchedAndCanceled_InAFewOperations()
    {
        await using var plum = await PlumServer.StartAsync();
        var key = (await QueueAsync(plum, Million)).Key;
        var campaign = (await plum.Services.GetRequiredService<CampaignTable>().FindCampaignAsync(key, default))!.Value;
        var search = CallSearch.Of("tel:+1 617 999-9999", null, out _)!;

        CallListPage page = null!;
        var searched = await TimedAsync(
            "search",
            () => plum.Services.GetRequiredService<CallSearches>().FindAsync(campaign, search, null, 100, 0, default),
            p => page = p);
        var id = Assert.Single(page.Calls).Call.CallId;
        FoundCall? found = null;
        var one = await TimedAsync(
            "find one",
            () => plum.Services.GetRequiredService<FoundCalls>().FindAsync(key, id, default),
            call => found = call);
        var canceledOne = await TimedAsync(
            "cancel one",
            () => plum.Services.GetRequiredService<CanceledCalls>().CancelAsync(campaign, found!, default),
            after => found = after.Call);
        long? canceled = 0;
        var canceledAll = await TimedAsync(
            "cancel all",
            () => plum.AnswerAsync(plum.Services
                .GetRequiredService<CancelOrders>()
                .CancelAllAsync(Caller.Service("demo"), key, "order", default)),
            count => canceled = count);

        Assert.Equal("ref9999999", page.Calls[0].Call.Entry.MessageReference);
        Assert.Equal(Million - 1, canceled);
        Assert.Equal(Million, (await plum.CountsAsync(key.Id)).Canceled);
        Assert.InRange(searched.Count, 1, 30);
        Assert.InRange(one.Count, 1, 6);
        Assert.Equal(3, canceledOne.Count); // two reads in its turn, and the transaction
        Assert.InRange(canceledAll.Count, 1, 40);
    }

    [Fact]
    public async Task CallsQueuedOneByOne_AreSearchedAThousandAtATime_AndFoundInAHandful()
    {
        await using var plum = await PlumServer.StartAsync();
        var later = plum.Now() + NodaTime.Duration.FromHours(10);
        var ids = await Task.WhenAll(Enumerable.Range(0, 5_000).Select(i => plum.QueueAsync($"1617555{i:D4}", later)));
        var key = new CampaignKey("demo", await plum.DefaultCampaignAsync());
        var campaign = (await plum.Services.GetRequiredService<CampaignTable>().FindCampaignAsync(key, default))!.Value;
        var search = CallSearch.Of("6175554999;ani=8005550000", null, out _)!;

        CallListPage page = null!;
        var searched = await TimedAsync(
            "search",
            () => plum.Services.GetRequiredService<CallSearches>().FindAsync(campaign, search, null, 100, 0, default),
            p => page = p);
        FoundCall? found = null;
        var one = await TimedAsync(
            "find one",
            () => plum.Services.GetRequiredService<FoundCalls>().FindAsync(key, ids[4_999], default),
            call => found = call);
        var canceled = await TimedAsync(
            "cancel one",
            () => plum.Services.GetRequiredService<CanceledCalls>().CancelAsync(campaign, found!, default),
            _ => { });

        Assert.Equal(ids[4_999], Assert.Single(page.Calls).Call.CallId);
        Assert.Equal("+16175554999", "+" + found!.Call.Entry.PhoneNumber);
        Assert.InRange(searched.Count, 5, 12);
        Assert.InRange(one.Count, 1, 6);
        Assert.InRange(canceled.Count, 1, 4);
    }

    private async Task<IReadOnlyList<string>> TimedAsync<T>(string what, Func<Task<T>> act, Action<T> result)
    {
        var watch = Stopwatch.StartNew();
        var operations = await StorageOperations.CountAsync(async () => result(await act()));
        output.WriteLine(
            $"{what}: {operations.Count} operations, {watch.Elapsed.TotalMilliseconds:F0} ms: "
                + $"{string.Join(", ", operations.GroupBy(o => o).Select(o => $"{o.Count()} {o.Key}"))}");
        return operations;
    }

    private static async Task<Campaign> QueueAsync(PlumServer plum, int calls)
    {
        var list = Encoding.UTF8.GetBytes(
            string.Concat(Enumerable.Range(10_000_000 - calls, calls).Select(i => $"1617{i:D7},ref{i}\n")));
        var staged = await plum.Services
            .GetRequiredService<CallLists>()
            .StageAsync(list, PhoneListOptions.QueueCalls, default);
        var named = new NamedCampaign("Million", Queueing.Settings, plum.Now() + NodaTime.Duration.FromHours(1));
        return (await plum.Services
            .GetRequiredService<NamedCampaigns>()
            .TryCreateAsync(Caller.Service("demo"), named, staged, () => { }, null, _ => Answer.Success, default))!;
    }
}
