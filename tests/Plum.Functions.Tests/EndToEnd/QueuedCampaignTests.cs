using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.EndToEnd;

/// <summary>
/// A queuecalls campaign from its request to its last result, in virtual time, with every post checked.
/// </summary>
public sealed class QueuedCampaignTests
{
    private static readonly DateTimeOffset Nine = new(2022, 1, 3, 9, 0, 0, TimeSpan.FromHours(-5));

    /// <summary>Scheduled, with retries that an expiration cuts off.</summary>
    [Fact]
    public async Task Campaign_InHeaderForm_RunsBetweenItsInstants_AndEveryPostIsRight()
    {
        await using var scene = await Scene.BeginAsync();
        var answer = await scene.Plum.Client.QueueCallsAsync(
            Header(200),
            [
                .. scene.Urls, ("campaign_name", "Reminders"), ("scheduled_time", "jan 3rd, 2022 9:00AM EST"),
                ("expiration_timestamp", Nine.AddMinutes(70).UnixSeconds()), ("max_retries", "3"),
                ("retry_interval", "1500"),
                ("campaign_parameters", "office=5&lang=en"),
            ]);
        scene.Add(answer.Queued().Calls.Select((
            call, i) => new QueuedCall(call.CallId, answer.CampaignId, $"tel:+1617555{i:D4};ani=5553336666")
            {
                Reference = $"ref {i}",
                Variables =
                    new Dictionary<string, string> { ["customer"] = $"Ann, \"{i}\" Ä", ["amount due"] = $"{i}.50" },
                CampaignParameters = "office=5&lang=en",
                Scheduled = Nine,
                Expires = Nine.AddMinutes(70),
                MaxRetries = 3,
                RetryInterval = 1500,
            }));

        await LookAtAsync(scene, TimeSpan.FromMinutes(7), until: Nine.AddMinutes(80));

        Assert.Equal(200, answer.CallCount);
        // the third retry would have come after the expiration
        Assert.Equal(3, scene.Gateway.Asked.Max(asked => asked.Attempt));
        await scene.CheckEverythingAsync();
        var counts = await scene.Plum.CountsAsync(answer.CampaignId);
        Assert.Equal((200, 200, 0), (counts.Accepted, counts.Completed + counts.Failed, counts.Expired));
        Assert.Equal(200, scene.Receiver.Results.Count()); // once each
        Assert.Equal(counts.Completed, scene.Receiver.Results.Count(result => result["result"] == "completed"));
    }

    [Fact]
    public async Task Campaign_InPositionalForm_StartsAtOnce_AndRetriesAfterTheEndOfEachAttempt()
    {
        await using var scene = await Scene.BeginAsync();
        var list = string.Concat(Enumerable.Range(0, 100).Select(i => $"1617555{i:D4},ref{i},\"a={i}&b=x,y\"\r\n"));
        var answer = await scene.Plum.Client.QueueCallsAsync(
            list,
            [
                .. scene.Urls,
                ("campaign_name", "Now"),
                ("scheduled_time", "now"),
                ("max_retries", "10"),
                ("retry_interval", "60"),
            ]);
        scene.Add(answer.Queued().Calls.Select((
            call, i) => new QueuedCall(call.CallId, answer.CampaignId, $"1617555{i:D4}")
            {
                Reference = $"ref{i}",
                Parameters = $"a={i}&b=x,y",
                Scheduled = scene.Now,
                MaxRetries = 10,
                RetryInterval = 60,
            }));

        await LookAtAsync(scene, TimeSpan.FromSeconds(37), until: scene.Now.AddMinutes(30));

        await scene.CheckEverythingAsync();
        Assert.True(scene.Gateway.Asked.Max(asked => asked.Attempt) > 2);
    }

    // P4 at every look.
    private static async Task LookAtAsync(Scene scene, TimeSpan step, DateTimeOffset until)
    {
        while (scene.Now < until)
        {
            await scene.Plum.AdvanceAsync(step);
            await scene.CheckCountsAsync();
        }
    }

    private static string Header(int rows) => "destination,message_reference,customer,amount due\n" + string.Concat(
        Enumerable
            .Range(0, rows)
            .Select(i => $"tel:+1617555{i:D4};ani=5553336666,ref {i},\"Ann, \"\"{i}\"\" Ä\",{i}.50\n"));
}
