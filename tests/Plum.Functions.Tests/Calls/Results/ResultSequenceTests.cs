using Azure.Storage.Queues;
using Microsoft.Extensions.DependencyInjection;
using Plum.Core.Calls;
using Plum.Demo;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Calls.Results;

/// <summary>X-Plum-Sequence, on a bad day.</summary>
public sealed class ResultSequenceTests
{
    private const int Calls = 120;

    /// <summary>As many as are posted together: a longer message is split up.</summary>
    private const int Together = 50;

    [Fact]
    public async Task Sequence_HasNoGap_AndIsNobodyElses_WhateverFailsRestartsOrComesTwice()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var plum = await StartAsync();
        receiver.Clock = plum.Time;
        var random = new Random(11);
        receiver.Answer("/result.php", () => Draw(random) < 0.4 ? new Reply(503, "no") : null);
        var campaign = await Example.CreateAsync(
            plum, Calls, form => form with
            {
                StartUrl = receiver.StartUrl,
                ResultUrl = receiver.ResultUrl,
                MaxRetries = 1,
                RetryInterval = 60,
            });
        await plum.Client.StartCampaignAsync(campaign);

        foreach (var minute in new[] { 10, 20, 45, 50 })
        {
            await plum.AdvanceToAsync(new(2022, 1, 3, 8, minute, 0, TimeSpan.FromHours(-5)));
            await SendTwiceAsync(plum, campaign, Calls);
            await plum.RestartAsync();
        }

        await plum.AdvanceToAsync(new(2022, 1, 6, 12, 0, 0, TimeSpan.FromHours(-5)));

        var first = receiver.FirstPosts();
        Assert.Equal(
            Enumerable.Range(1, Calls).Select(i => (long)i),
            first.OrderBy(post => post.At).ThenBy(post => post.Sequence()).Select(post => post.Sequence()));
        var sequences = first.ToDictionary(post => post.Delivery(), post => post.Sequence());
        Assert.True(receiver.Results.Count() > Calls + 20);
        Assert.All(receiver.Results, post => Assert.Equal(sequences[post.Delivery()], post.Sequence()));
    }

    [Fact]
    public async Task Sequence_FollowsTheEndOfTheCalls_WithinWhatIsPostedTogether()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var plum = await StartAsync();
        var campaign = await Overdue.ResultsAsync(plum, receiver, Together);

        await SendTwiceAsync(plum, campaign, Together);
        await plum.AdvanceAsync(TimeSpan.FromMinutes(1));

        var calls = plum.Services.GetRequiredService<Functions.Calls.CallTable>();
        var records = await calls.CallsAsync(new("demo", campaign), 0, Together, default).ToListAsync();
        Assert.Equal(
            records
                .OrderBy(record => record.Attempts[^1].EndsAt)
                .ThenBy(record => record.Position)
                .Select(record => record.Position),
            records.OrderBy(record => record.Delivery.Sequence).Select(record => record.Position));
        Assert.Equal(
            Enumerable.Range(1, Together).Select(i => (long)i),
            receiver.FirstPosts().Select(post => post.Sequence()).Order());
    }

    private static Task<PlumServer> StartAsync() => PlumServer.StartAsync();

    private static async Task SendTwiceAsync(PlumServer plum, int campaign, int calls)
    {
        var results = plum.Services.GetRequiredService<QueueServiceClient>().GetQueueClient("results");
        foreach (var _ in Enumerable.Range(0, 2))
        {
            await results.SendMessageAsync(new ResultMessage("demo", campaign, $"0-{calls}").ToJson());
        }
    }

    private static double Draw(Random random)
    {
        lock (random)
        {
            return random.NextDouble();
        }
    }
}
