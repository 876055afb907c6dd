using Microsoft.Extensions.DependencyInjection;
using Plum.Functions.Accounts;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.EndToEnd;

/// <summary>A customer whose client and server are written in PHP.</summary>
public sealed class PhpTests
{
    private static readonly Dictionary<string, string> Call = new()
    {
        ["login"] = "demo",
        ["pin"] = "1234",
        ["phone_number"] = "tel:+16177123000;postd=1234",
        ["message_reference"] = "order ä",
        ["call_parameters"] = "a=1&b=<2>",
        ["max_retries"] = "10",
        ["retry_interval"] = "60",
    };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Curl_QueuesACall_AndReadsTheAnswer(bool multipart)
    {
        await using var scene = await Scene.BeginAsync();
        await using var site = await SiteAsync(scene);
        var fields = With(site);

        var answer = await Php.RunAsync(
            "queuecall-curl.php",
            new { url = new Uri(scene.Plum.Address, OutboundForms.QueueCall), multipart, fields });
        await scene.Plum.AdvanceAsync(TimeSpan.FromHours(1));

        Assert.Equal(
            ("queuecall", "queued", 200),
            (Text(answer, "root"), Text(answer, "status"), answer.GetProperty("http").GetInt32()));
        Assert.StartsWith("text/xml", Text(answer, "type"), StringComparison.Ordinal);
        Assert.All(fields, field => Assert.Equal(field.Value, Text(answer.GetProperty("fields"), field.Key)));
        Check(site, int.Parse(Text(answer, "call_id")));
    }

    [Fact]
    public async Task Stream_QueuesACall_AndReadsTheAnswer()
    {
        await using var scene = await Scene.BeginAsync();
        await using var site = await SiteAsync(scene);

        var answer = await Php.RunAsync(
            "queuecall-stream.php",
            new { url = new Uri(scene.Plum.Address, OutboundForms.QueueCall), fields = With(site) });
        await scene.Plum.AdvanceAsync(TimeSpan.FromHours(1));

        Assert.Equal("queued", Text(answer, "status"));
        Assert.EndsWith("200 OK", Text(answer, "http"), StringComparison.Ordinal);
        Check(site, answer.GetProperty("call_id").GetInt32());
    }

    [Fact]
    public async Task Curl_QueuesAListOfCalls_AndReadsTheAnswer()
    {
        await using var scene = await Scene.BeginAsync();
        await using var site = await SiteAsync(scene);
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(
            file, "destination,message_reference,customer\n16175550001,r1,\"Ann, Bob\"\n16175550002,r2,Zoë\n");
        var fields = new Dictionary<string, string>(
            With(site))
        { ["campaign_name"] = "From PHP", ["campaign_parameters"] = "all" };
        fields.Remove("phone_number");

        var answer = await Php.RunAsync(
            "queuecalls-curl.php", new { url = new Uri(scene.Plum.Address, OutboundForms.QueueCalls), file, fields });
        File.Delete(file);
        await scene.Plum.AdvanceAsync(TimeSpan.FromHours(1));

        Assert.Equal(
            ("queuecalls", "queued", 2),
            (Text(answer, "root"), Text(answer, "status"), answer.GetProperty("call_count").GetInt32()));
        var calls = answer.GetProperty("calls").EnumerateArray().ToList();
        Assert.Equal(
            [("16175550001", "r1"), ("16175550002", "r2")],
            calls.Select(call => (Text(call, "phone_number"), Text(call, "message_reference"))));
        var starts = site.Requests
            .Where(request => request is { Method: "POST", Path: "/start.php" })
            .ToDictionary(start => start.Post["call_id"]);
        Assert.Equal("Ann, Bob", starts[calls[0].GetProperty("call_id").ToString()].Post["customer"]);
        Assert.Equal("Zoë", starts[calls[1].GetProperty("call_id").ToString()].Post["customer"]);
        Assert.All(starts.Values, start => Assert.Equal("all", start.Post["campaign_parameters"]));
        Assert.All(Results(site), result => Assert.True(result.Signed, result.ToString()));
        Assert.Equal(2, Results(site).Select(result => result.Delivery).Distinct().Count());
    }

    // The checks of both addresses, then start_url as the call is answered, then the signed result.
    private static void Check(PhpSite site, int callId)
    {
        Assert.Equal(["/result.php", "/start.php"], site.Requests.Take(2).Select(check => check.Path).Order());
        Assert.All(site.Requests.Take(2), check => Assert.Equal(("GET", 0), (check.Method, check.Post.Count)));
        var start = site.Requests[2];
        Assert.Equal(("POST", "/start.php", callId.ToString()), (start.Method, start.Path, start.Post["call_id"]));
        Assert.Equal(("order ä", "a=1&b=<2>"), (start.Post["message_reference"], start.Post["call_parameters"]));
        var result = Assert.Single(Results(site));
        Assert.True(result.Signed, result.ToString());
        Assert.Equal(
            (callId.ToString(), "completed", "order ä"),
            (result.Post["call_id"], result.Post["result"], result.Post["message_reference"]));
    }

    private static IEnumerable<PhpRequest> Results(PhpSite site) =>
        site.Requests.Where(request => request is { Method: "POST", Path: "/result.php" });

    private static Dictionary<string, string> With(PhpSite site) =>
        new(Call) { ["start_url"] = $"{site.Address}/start.php", ["result_url"] = $"{site.Address}/result.php" };

    private static string Text(System.Text.Json.JsonElement json, string name) => json.GetProperty(name).GetString()!;

    private static async Task<PhpSite> SiteAsync(Scene scene)
    {
        var account = await scene.Plum.Services.GetRequiredService<AccountDirectory>().FindAsync("demo", default);
        return await PhpSite.StartAsync(account!.SigningKey!);
    }
}
