using System.Globalization;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.EndToEnd;

/// <summary>
/// The promises of the engine, over random traffic of queuecall and queuecalls with stops, starts and restarts in the
/// middle.
/// </summary>
public sealed class TrafficTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(137)]
    public async Task Promises_Hold_WhateverIsQueued(int seed)
    {
        await using var scene = await Scene.BeginAsync();
        var traffic = new Traffic(scene, new Random(seed));
        await traffic.QueueOneAsync();

        for (var step = 0; step < 40; step++)
        {
            await scene.Plum.AdvanceAsync(traffic.Pause());
            await traffic.GoOnAsync();
            await scene.CheckCountsAsync();
        }

        await traffic.EndAsync();
        await scene.CheckEverythingAsync();
    }

    /// <summary>What random customers send, and what a random operator does meanwhile.</summary>
    private sealed class Traffic(Scene scene, Random random)
    {
        private int _campaigns;

        public TimeSpan Pause() =>
            TimeSpan.FromMilliseconds(random.Next(4) == 0 ? random.Next(3_600_000) : random.Next(60_000));

        public Task GoOnAsync() => random.Next(13) switch
        {
            10 or 11 => CancelSomeAsync(),
            12 => CancelAllAsync(),
            < 4 => QueueOneAsync(),
            < 6 => QueueListAsync(),
            6 => StopAsync(),
            7 => StartAsync(),
            8 => scene.RestartAsync(),
            _ => QueueTogetherAsync(),
        };

        public async Task QueueOneAsync()
        {
            var (call, fields) = DrawCall(scene.Calls.Count);
            var answer = await scene.Plum.Client.QueueCallAsync(
                [.. fields, ("message_reference", call.Reference), ("call_parameters", call.Parameters)]);
            scene.Add(
                call with { CallId = answer.Queued().CallId, Campaign = await scene.Plum.DefaultCampaignAsync() });
        }

        public async Task EndAsync()
        {
            foreach (var campaign in scene.Stopped.ToList())
            {
                await scene.StartAsync(campaign);
            }

            await scene.Plum.AdvanceAsync(TimeSpan.FromDays(4));
        }

        private async Task QueueTogetherAsync()
        {
            var calls = Enumerable.Range(scene.Calls.Count, random.Next(2, 30)).Select(DrawCall).ToList();
            var answers = await Task.WhenAll(calls.Select(each => scene.Plum.Client.QueueCallAsync(
                [
                    .. each.Fields,
                    ("message_reference", each.Call.Reference),
                    ("call_parameters", each.Call.Parameters),
                ])));
            var campaign = await scene.Plum.DefaultCampaignAsync();
            scene.Add(calls.Zip(
                answers, (each, answer) => each.Call with { CallId = answer.Queued().CallId, Campaign = campaign }));
        }

        private async Task QueueListAsync()
        {
            var (call, fields) = DrawCall(0);
            var numbers = Enumerable.Range(0, random.Next(1, 120)).Select(i => $"1617556{i:D4}").ToList();
            var parameters = random.Next(2) == 0 ? "" : "campaign ä";
            var answer = (await scene.Plum.Client.QueueCallsAsync(
                string.Join('\n', numbers.Select(number => $"{number},about {number},p={number}")),
                [
                    .. fields.Where(field => field.Name != "phone_number"),
                    ("campaign_name", $"campaign {_campaigns++}"),
                    ("campaign_parameters", parameters),
                ])).Queued();
            scene.Add(numbers.Zip(answer.Calls, (number, queued) => call with
            {
                CallId = queued.CallId,
                Campaign = answer.CampaignId,
                Number = number,
                Reference = $"about {number}",
                Parameters = $"p={number}",
                CampaignParameters = parameters,
            }));
        }

        private async Task CancelSomeAsync()
        {
            foreach (var call in Enumerable
                .Range(0, random.Next(1, 10))
                .Select(_ => scene.Calls[random.Next(scene.Calls.Count)])
                .Distinct()
                .ToList())
            {
                await scene.CancelAsync(call);
            }
        }

        private async Task CancelAllAsync()
        {
            if (random.Next(3) == 0)
            {
                await scene.CancelAllAsync(scene.Campaigns.OrderBy(_ => random.Next()).First());
            }
        }

        private async Task StopAsync()
        {
            var campaign = scene.Campaigns.Except(scene.Stopped).OrderBy(_ => random.Next()).FirstOrDefault();
            if (campaign != 0 && scene.Calls.Any(call => call.Campaign == campaign && call.Expires > scene.Now))
            {
                await scene.StopAsync(campaign);
            }
        }

        private async Task StartAsync()
        {
            if (scene.Stopped.OrderBy(_ => random.Next()).FirstOrDefault() is not 0 and var campaign)
            {
                await scene.StartAsync(campaign);
            }
        }

        // Seconds are what the interface speaks of, so instants are whole ones, past and present ones too.
        private (QueuedCall Call, (string Name, string Value)[] Fields) DrawCall(int number)
        {
            var scheduled = random.Next(3) switch
            {
                0 =>
                (DateTimeOffset?)null,
                1 => Second(random.Next(-600, 600)),
                _ => Second(random.Next(0, 86_400))
            };
            var starts = scheduled is { } at && at > scene.Now ? at : scene.Now;
            DateTimeOffset? expires = random.Next(2) == 0
                ? null
                : DateTimeOffset.FromUnixTimeSeconds(starts.ToUnixTimeSeconds() + random.Next(2, 20_000));
            var call = new QueuedCall(0, 0, $"1617555{number % 10_000:D4}")
            {
                Reference = $"ref {number}",
                Parameters = random.Next(2) == 0 ? "" : $"n={number}&ä=;,\"",
                Scheduled = starts,
                Expires = expires ?? DateTimeOffset.MaxValue,
                MaxRetries = random.Next(0, 11),
                RetryInterval = random.Next(60, 2_000),
            };
            return (call,
            [
                .. scene.Urls,
                ("phone_number", call.Number),
                ("scheduled_timestamp", scheduled?.UnixSeconds() ?? "0"),
                ("expiration_timestamp", expires?.UnixSeconds() ?? "0"),
                (random.Next(2) == 0 ? "max_retries" : "max_retry", call.MaxRetries.ToString(
                    CultureInfo.InvariantCulture)),
                ("retry_interval", call.RetryInterval.ToString(CultureInfo.InvariantCulture)),
            ]);
        }

        private DateTimeOffset Second(int fromNow) =>
            DateTimeOffset.FromUnixTimeSeconds(scene.Now.ToUnixTimeSeconds() + fromNow);
    }
}
