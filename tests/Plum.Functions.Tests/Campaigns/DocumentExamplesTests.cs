using System.Diagnostics;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Campaigns;

/// <summary>
/// The document's own commands, run by curl with nothing but the host, the token and the file's folder changed.
/// </summary>
public sealed class DocumentExamplesTests(SharedServer server) : IClassFixture<SharedServer>
{
    [Fact]
    public async Task Commands_GetTheDocumentedAnswers()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/curl"), "This test runs the document's commands with curl.");
        var list = Path.Combine(server.Plum.DataFolder, "api-test-1.csv");
        await File.WriteAllTextAsync(list, "tel:+12223334444;ani=7778889999,first\ntel:+14443332222;ani=9998887777\n");

        await CurlAsync(
            """{"status":"success","response":{"id":1,"nickname":"3wkdays"}}""",
            """
            curl --location --request POST 'https://scheduler.vxml.sharpencx.com/api/schedules' \
            --header 'Authorization: Bearer 3cbde128-32b6-47aa-9e62-6353f8b06812' \
            --form 'days="[\"mon\", \"wed\", \"fri\"]"' \
            --form 'nickname="3wkdays"'
            """);
        await CurlAsync(
            """[{"schedule_id":1,"nickname":"3wkdays","days":["mon","wed","fri"]}]""",
            """
            curl --location --request GET 'https://scheduler.vxml.sharpencx.com/api/schedules' \
            --header 'Authorization: Bearer 3cbde128-32b6-47aa-9e62-6353f8b06812'
            """);
        await CurlAsync(
            """{"status":"success","response":{"id":1,"days":"[\"mon\",\"wed\"]","nickname":"3wkdays"}}""",
            """
            curl --location -g --request PATCH 'https://scheduler.vxml.sharpencx.com/api/schedules/1?days=["mon","wed"]' \
            --header 'Authorization: Bearer 3cbde128-32b6-47aa-9e62-6353f8b06812'
            """);
        await CurlAsync(
            """{"status":"success","response":{"id":1,"nickname":"MorningPace"}}""",
            """
            curl --location --request POST 'https://scheduler.vxml.sharpencx.com/api/profiles' \
            --header 'Authorization: Bearer 3cbde128-32b6-47aa-9e62-6353f8b06812' \
            --form 'period="30"' \
            --form 'amount_per_period="100"' \
            --form 'nickname="MorningPace"' \
            --form 'time_between_periods="10"'
            """);
        await CurlAsync(
            """{"status":"success","response":{"id":1,"accepted":2}}""",
            $$"""
            curl --location --request POST 'https://scheduler.vxml.sharpencx.com/api/campaigns' \
            --header 'Content-Type: application/json' \
            --header 'Authorization: Bearer 3cbde128-32b6-47aa-9e62-6353f8b06812' \
            --form 'start_date="2022-01-01"' \
            --form 'end_date="2022-01-05"' \
            --form 'phone_numbers=@"{{list}}"' \
            --form 'profiles="[{\"profile\":\"MorningPace\",\"start_time\":\"08:00\",\"end_time\":\"11:00\"}]"' \
            --form 'schedule_id="1"' \
            --form 'start_url="http://charles.plumgroup.com/~schan/src/charles/vxml/start.php"' \
            --form 'result_url="http://myserver.com/storesmsresults.php"'
            """);
        await CurlAsync(
            """{"status":"error","error":"Schedule 3wkdays(id 1) is being used with campaign id 1."}""",
            """
            curl --location --request DELETE 'https://scheduler.vxml.sharpencx.com/api/schedules/1' \
            --header 'Authorization: Bearer 3cbde128-32b6-47aa-9e62-6353f8b06812'
            """);
        await CurlAsync(
            """{"status":"success"}""",
            """
            curl --location --request POST 'https://scheduler.vxml.sharpencx.com/api/campaigns/add-calls' \
            --header 'Authorization: Bearer 3cbde128-32b6-47aa-9e62-6353f8b06812' \
            --form 'phone_numbers="[\"tel:+12223334444;ani=7778889999\",\"tel:+14443332222;ani=9998887777\"]"' \
            --form 'campaign_id="1"'
            """);
        await CurlAsync(
            """{"status":"success","response":{"id":1}}""",
            """
            curl --location -g --request PATCH 'https://scheduler.vxml.sharpencx.com/api/campaigns/1?schedule=1&start_date=2022-04-15&end_date=2022-04-30&profiles=[{"profile":"MorningPace","start_time":"08:00","end_time":"23:00"}]' \
            --header 'Authorization: Bearer 3cbde128-32b6-47aa-9e62-6353f8b06812'
            """);
        await CurlAsync(
            """{"status":"success","response":{"id":1,"nickname":"30-100-10"}}""",
            """
            curl --location --request PATCH 'https://scheduler.vxml.sharpencx.com/api/profiles/1?period=31&amount_per_period=101&time_between_periods=11&nickname=30-100-10' \
            --header 'Authorization: Bearer 3cbde128-32b6-47aa-9e62-6353f8b06812'
            """);
        await CurlAsync(
            """[{"campaign_id":1,"start_date":"2022-04-15 00:00:00","end_date":"2022-04-30 00:00:00","start_url":"http://charles.plumgroup.com/~schan/src/charles/vxml/start.php","result_url":"http://myserver.com/storesmsresults.php","schedule_nickname":"1","profiles":[{"profile_id":1,"nickname":"30-100-10","start_time":"08:00","end_time":"23:00"}]}]""",
            """
            curl --location --request GET 'https://scheduler.vxml.sharpencx.com/api/campaigns' \
            --header 'Authorization: Bearer 3cbde128-32b6-47aa-9e62-6353f8b06812'
            """);
        await CurlAsync(
            """{"status":"success"}""",
            """
            curl --location --request POST 'https://scheduler.vxml.sharpencx.com/api/campaigns/start' \
            --header 'Authorization: Bearer 3cbde128-32b6-47aa-9e62-6353f8b06812' \
            --form 'campaign_id="1"'
            """);

        using var demo = new Customer(server.Plum.NewClient(PlumServer.Token), "demo");
        Assert.Equal(4, (await demo.GetAsync("api/campaigns/1/calls")).Json.GetArrayLength());
    }

    private async Task CurlAsync(string answer, string command)
    {
        var here = command
            .ReplaceLineEndings("\n")
            .Replace("https://scheduler.vxml.sharpencx.com/", server.Plum.Address.ToString(), StringComparison.Ordinal);
        using var curl = Process.Start(new ProcessStartInfo(
            "/bin/bash", ["-c", here])
        { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, errors) = (curl.StandardOutput.ReadToEndAsync(), curl.StandardError.ReadToEndAsync());
        await curl.WaitForExitAsync();

        Assert.True(curl.ExitCode == 0, await errors);
        Assert.Equal(answer, await output);
    }
}
