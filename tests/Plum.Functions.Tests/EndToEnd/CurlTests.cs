using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.EndToEnd;

/// <summary>
/// queuecall and queuecalls posted by curl itself, with the values of the documents, up to the results.
/// </summary>
public sealed class CurlTests
{
    [Theory]
    [InlineData("--data-urlencode", "webservice/queuecall.php")]
    [InlineData("--form", "webservice/queuecall.php")]
    [InlineData("--data-urlencode", "outbound/webservice/queuecall.php")]
    [InlineData("--data-urlencode", "webservice/queuecall")]
    public async Task QueueCall_IsDialed_AndItsResultPosted(string option, string path)
    {
        await using var scene = await Scene.BeginAsync();
        var answer = await PostAsync(
            scene,
            path,
            option,
            [],
            ("phone_number", "tel:+10123456789;ani=1234567890"),
            ("message_reference", "order 17"),
            ("call_parameters", "name=Ann & Bob;text=100% \"sure\""),
            ("max_retries", "3"),
            ("retry_interval", "60"),
            ("scheduled_time", "oct 14th, 2003 11:05PM EST"),
            ("expiration_time", "+3 days"));
        scene.Add(new QueuedCall(
            answer.CallId, await scene.Plum.DefaultCampaignAsync(), "tel:+10123456789;ani=1234567890")
        {
            Reference = "order 17",
            Parameters = "name=Ann & Bob;text=100% \"sure\"",
            Scheduled = scene.Now,
            Expires = scene.Now.AddDays(3),
            MaxRetries = 3,
            RetryInterval = 60,
        });

        await scene.Plum.AdvanceAsync(TimeSpan.FromDays(1));

        await scene.CheckEverythingAsync();
        Assert.Single(scene.Receiver.Starts);
    }

    [Fact]
    public async Task QueueCall_WaitsForItsScheduledTime()
    {
        await using var scene = await Scene.BeginAsync();
        var scheduled = scene.Now.AddDays(3);
        var answer = await PostAsync(
            scene,
            OutboundForms.QueueCall,
            "--data-urlencode",
            [],
            ("phone_number", "tel:+16177123000;postd=1234"),
            ("scheduled_time", "+3 days"));
        scene.Add(new QueuedCall(answer.CallId, await scene.Plum.DefaultCampaignAsync(), "tel:+16177123000;postd=1234")
        {
            Scheduled = scheduled,
        });

        await scene.Plum.AdvanceToAsync(scheduled.AddSeconds(-1));
        Assert.Empty(scene.Gateway.Asked);
        await scene.Plum.AdvanceAsync(TimeSpan.FromHours(1));

        await scene.CheckEverythingAsync();
    }

    [Theory]
    [InlineData("1234567890,first,a=1\n12223456547,,b=2\ntel:+16177123000;ani=5553336666\n")]
    [InlineData(
        "destination,message_reference,call_parameters\n1234567890,first,a=1\n12223456547,,b=2\ntel:+16177123000;ani=5553336666,,\n")]
    public async Task QueueCalls_WithAFile_IsDialed_AndItsResultsPosted(string list)
    {
        await using var scene = await Scene.BeginAsync();
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, list);

        var answer = await PostAsync(
            scene,
            OutboundForms.QueueCalls,
            "--form",
            ["--form", $"phone_list=@{file}"],
            ("campaign_name", "Monday's calls"),
            ("campaign_parameters", "all"));
        File.Delete(file);
        Assert.Equal(3, answer.CallCount);
        (string Number, string Reference, string Parameters)[] rows =
            [("1234567890", "first", "a=1"), ("12223456547", "", "b=2"), ("tel:+16177123000;ani=5553336666", "", "")];
        scene.Add(rows.Zip(answer.Calls, (row, call) => new QueuedCall(call.CallId, answer.CampaignId, row.Number)
        {
            Reference = row.Reference,
            Parameters = row.Parameters,
            CampaignParameters = "all",
            Scheduled = scene.Now,
        }));
        Assert.Equal(
            rows.Select(row => (row.Number, row.Reference)),
            answer.Calls.Select(call => (call.Number, call.Reference)));

        await scene.Plum.AdvanceAsync(TimeSpan.FromHours(1));

        await scene.CheckEverythingAsync();
    }

    private static async Task<QueueAnswer> PostAsync(
        Scene scene, string path, string option, string[] further, params (string Name, string Value)[] fields)
    {
        // Quoted, or curl itself would take what follows a semicolon for its own.
        var quoted = (string value) => option == "--form"
            ? $"\"{value.Replace("\"", "\\\"", StringComparison.Ordinal)}\""
            : value;
        string[] arguments =
        [
            "--silent", "--show-error", "--max-time", "30",
            .. OutboundForms.Login
                .Concat(scene.Urls)
                .Concat(fields)
                .SelectMany(field => new[] { option, $"{field.Name}={quoted(field.Value)}" }),
            .. further, new Uri(scene.Plum.Address, path).ToString(),
        ];
        return QueueAnswer.Parse(await Tool.Curl.RunAsync(arguments)).Queued();
    }
}
