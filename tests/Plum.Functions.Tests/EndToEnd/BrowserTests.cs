using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.EndToEnd;

/// <summary>
/// The two forms of /outbound/ in Chromium, filled in by their labels, with scripts and without, up to the results.
/// </summary>
public sealed class BrowserTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task QueueCallForm_QueuesACall_AndShowsTheAnswer(bool scripts)
    {
        await using var scene = await Scene.BeginAsync();
        var shown = await Browser.SendAsync(new(new(scene.Plum.Address, "outbound/"), "Queue Call")
        {
            Scripts = scripts,
            Fields =
            {
                ["Login"] = "demo",
                ["PIN"] = "1234",
                ["Phone Number"] = "tel:+16177123000;postd=1234;ani=8005550100",
                ["Start URL"] = scene.Receiver.StartUrl,
                ["Result URL"] = scene.Receiver.ResultUrl,
                ["Message Reference"] = "Zoë & \"Co\"",
                ["Call Parameters"] = "a=1;b=<2>",
                ["Campaign Parameters"] = "office=5",
                ["Max Retries"] = "3",
                ["Retry Interval"] = "60",
                ["Scheduled Time"] = "tomorrow 9am",
                ["Expiration Time"] = "+3 days",
            },
        });

        Check(shown, "application/x-www-form-urlencoded");
        var answer = QueueAnswer.Parse(shown.Body).Queued();
        scene.Add(new QueuedCall(
            answer.CallId, await scene.Plum.DefaultCampaignAsync(), "tel:+16177123000;postd=1234;ani=8005550100")
        {
            Reference = "Zoë & \"Co\"",
            Parameters = "a=1;b=<2>",
            CampaignParameters = "office=5",
            Scheduled = new(2022, 1, 1, 9, 0, 0, TimeSpan.FromHours(-5)),
            Expires = scene.Now.AddDays(3),
            MaxRetries = 3,
            RetryInterval = 60,
        });

        await scene.Plum.AdvanceAsync(TimeSpan.FromDays(2));

        await scene.CheckEverythingAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task CampaignForm_QueuesAFileOfCalls_AndShowsTheAnswer(bool scripts)
    {
        await using var scene = await Scene.BeginAsync();
        var list = Path.Combine(Directory.CreateTempSubdirectory("plum-list-").FullName, "numbers.csv");
        await File.WriteAllTextAsync(list, "destination,name\r\n16175550001,\"Ann, Bob\"\r\n16175550002,Zoë\r\n");
        var shown = await Browser.SendAsync(new(new(scene.Plum.Address, "outbound/"), "Create Campaign")
        {
            Scripts = scripts,
            Files = { ["Phone Number List"] = list },
            Fields =
            {
                ["Login"] = "demo",
                ["PIN"] = "1234",
                ["Campaign Name"] = "From a form",
                ["Start URL"] = scene.Receiver.StartUrl,
                ["Result URL"] = scene.Receiver.ResultUrl,
                ["Message Reference"] = "to all",
            },
        });

        Check(shown, "multipart/form-data");
        var answer = QueueAnswer.Parse(shown.Body).Queued();
        Assert.Equal(2, answer.CallCount);
        scene.Add(answer.Calls.Zip(["Ann, Bob", "Zoë"], (
            call, name) => new QueuedCall(call.CallId, answer.CampaignId, call.Number)
            {
                Reference = "to all",
                Variables = new Dictionary<string, string> { ["name"] = name },
                Scheduled = scene.Now,
            }));

        await scene.Plum.AdvanceAsync(TimeSpan.FromHours(1));

        await scene.CheckEverythingAsync();
    }

    [Fact]
    public async Task QueueCallForm_ShowsWhatIsWrong()
    {
        await using var scene = await Scene.BeginAsync();
        var shown = await Browser.SendAsync(new(new(scene.Plum.Address, "outbound/"), "Queue Call")
        {
            Fields =
            {
                ["Login"] = "demo",
                ["PIN"] = "9999",
                ["Phone Number"] = "16175550001",
                ["Start URL"] = scene.Receiver.StartUrl,
            },
        });

        Check(shown, "application/x-www-form-urlencoded");
        Assert.Equal("failed", QueueAnswer.Parse(shown.Body).Status);
        Assert.DoesNotContain("9999", shown.Body, StringComparison.Ordinal);
    }

    private static void Check(FormAnswer shown, string sentAs)
    {
        Assert.Equal(200, shown.Status);
        Assert.StartsWith("text/xml", shown.Type, StringComparison.Ordinal);
        Assert.StartsWith(sentAs, shown.SentAs, StringComparison.Ordinal);
        Assert.Empty(shown.Unlabelled);
        Assert.Empty(shown.Troubles);
    }
}
