using NodaTime;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Calls;

/// <summary>
/// The promises of the engine, over random campaigns with stops, starts, added calls, edits and restarts in the middle.
/// </summary>
public sealed class PromiseTests
{
    private static readonly DateTimeOffset Begin = new(2022, 1, 2, 12, 0, 0, TimeSpan.FromHours(-5));
    /// <summary>Timers go by whole milliseconds: a call may be that much late, never early.</summary>
    private static readonly TimeSpan Timers = TimeSpan.FromMilliseconds(2);

    private readonly RecordingGateway _gateway = new();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public Task Promises_Hold_WhateverHappensToTheCampaign(int seed) => CheckAsync(seed, []);

    /// <summary>The same where outcomes come later, and some come twice, late, or not at all.</summary>
    [Theory]
    [InlineData(21)]
    [InlineData(22)]
    [InlineData(23)]
    [InlineData(24)]
    public Task Promises_Hold_WithABadCarrier(int seed) => CheckAsync(seed, new()
    {
        ["Plum:Gateway:TellsLater"] = "true",
        ["Plum:Gateway:RefusalRate"] = "0.05",
        ["Plum:Gateway:LostAnswerRate"] = "0.1",
        ["Plum:Gateway:LostCallbackRate"] = "0.1",
        ["Plum:Gateway:DoubledCallbackRate"] = "0.2",
        ["Plum:Gateway:LateCallbackRate"] = "0.2",
    });

    /// <summary>The same where few lines and few calls a second hold calls back.</summary>
    [Theory]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(34)]
    public Task Promises_Hold_WithFewLines(int seed) => CheckAsync(seed, new()
    {
        ["Plum:Gateway:CallsAtOnce"] = "2",
        ["Plum:Gateway:CallsPerSecond"] = "0.2",
    });

    private async Task CheckAsync(int seed, Dictionary<string, string?> settings)
    {
        var random = new Random(seed);
        await using var receiver = await Demo.Receiver.StartAsync();
        await using var plum = await PlumServer.StartAsync(
            new() { Start = Begin, Services = _gateway.Register, Settings = settings, MayFail = settings.Count > 0 });
        var story = await Story.BeginAsync(plum, receiver, random);

        for (var step = 0; step < 12; step++)
        {
            await plum.AdvanceAsync(TimeSpan.FromMinutes(random.Next(5, 300)));
            await story.GoOnAsync();
            await story.CheckCountsAsync();
        }

        await story.EndAsync();
        CheckDials(story);
        CheckResults(story, receiver);
        CheckCancels(story, receiver);
    }

    /// <summary>P9: what is foretold is what happens, second for second.</summary>
    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(14)]
    public async Task Forecast_IsWhatHappens(int seed)
    {
        await using var receiver = await Demo.Receiver.StartAsync();
        await using var plum = await PlumServer.StartAsync(new() { Start = Begin, Services = _gateway.Register });
        var story = await Story.BeginAsync(plum, receiver, new Random(seed), retries: false);
        var forecast = await story.ForecastAsync();

        await story.EndAsync();

        Assert.Equal(story.Accepted, _gateway.Asked.Count + story.Final.Expired);
        foreach (var call in _gateway.Asked)
        {
            var late = call.At - forecast.StartOf(call.Position)!.Value.ToDateTimeOffset();
            Assert.InRange(late, TimeSpan.Zero, Timers);
        }

        Assert.Equal(forecast.Complete().Placed, _gateway.Asked.Count);
    }

    private void CheckDials(Story story)
    {
        var asked = _gateway.Asked;

        // P1: inside dates, days and windows, and never after the answer to a stop.
        Assert.All(asked, call => Assert.True(
            story.CalendarAt(call.At).IsOpenAt(Instant.FromDateTimeOffset(call.At)),
            $"{call} is outside of its windows"));
        Assert.All(
            asked, call => Assert.DoesNotContain(story.Stopped, pause => call.At > pause.From && call.At < pause.To));

        // P2: no more than the amount in a period, whichever instant it is measured from.
        foreach (var (from, to, pace) in story.Paces())
        {
            var starts = asked.Where(call => call.At >= from && call.At < to).Select(call => call.At).Order().ToList();
            var spacing = TimeSpan.FromMinutes(pace.PeriodMinutes) / pace.AmountPerPeriod;
            Assert.All(starts.Zip(starts.Skip(1)), pair => Assert.True(
                pair.Second - pair.First >= spacing - Timers,
                $"{pair.First:O} and {pair.Second:O} are closer than {spacing}"));
        }

        // P3: no attempt is asked for twice. P5: first attempts come in the order of the list.
        Assert.Equal(asked.Count, asked.Select(call => call.Key).Distinct().Count());
        var firsts = asked.Where(call => call.Attempt == 1).Select(call => call.Position).ToList();
        Assert.Equal(firsts.Order(), firsts);
    }

    // What was canceled stays canceled, and was not dialed from then on: its last attempt, if any, came before.
    private void CheckCancels(Story story, Demo.Receiver receiver)
    {
        Assert.Equal(story.Canceled.Count, story.Final.Canceled);
        Assert.Equal(
            story.Final.Canceled, receiver.Results
                .Where(result => result["result"] == "canceled")
                .Select(result => result["call_id"])
                .Distinct()
                .Count());
        Assert.All(receiver.Results.Where(result => result["result"] == "canceled"), result => Assert.Equal(
            result["attempts"], $"{_gateway.Asked.Count(asked => $"{asked.CallId}" == result["call_id"])}"));
    }

    // P6: every call has one final state and its result was posted, each delivery under one id.
    private static void CheckResults(Story story, Demo.Receiver receiver)
    {
        Assert.Equal(story.Accepted, story.Final.Final);
        Assert.Equal(story.Accepted, receiver.Results.Select(result => result["call_id"]).Distinct().Count());
        Assert.Equal(story.Final.Completed, receiver.Results
            .Where(result => result["result"] == "completed")
            .Select(result => result["call_id"])
            .Distinct()
            .Count());
    }
}
