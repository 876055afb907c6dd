using System.Collections.Specialized;
using System.Globalization;
using System.Net;
using System.Text;
using System.Web;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.EndToEnd;

/// <summary>
/// A client in the manner of those in the field: it looks for the word "failed", and its receiver makes integers of
/// what it is posted.
/// </summary>
public sealed class OldClientTests
{
    [Fact]
    public async Task Result_IsMadeOfIntegers_AlsoOfACallThatWasNeverDialed()
    {
        await using var scene = await Scene.BeginAsync();
        var dialed = await PostAsync(
            scene, ("phone_number", "16175550001"), ("call_parameters", "Your order, \u201c17\u201d, has come."));
        await scene.Plum.AdvanceAsync(TimeSpan.FromMinutes(10));
        await scene.StopAsync(await scene.Plum.DefaultCampaignAsync());
        var never = await PostAsync(scene, ("phone_number", "16175550002"), ("expiration_time", "+1 hour"));
        await scene.Plum.AdvanceAsync(TimeSpan.FromHours(2));
        await scene.Plum.Client.StartCampaignAsync(await scene.Plum.DefaultCampaignAsync());
        await scene.Plum.AdvanceAsync(TimeSpan.FromHours(1));

        Assert.DoesNotContain("failed", dialed + never, StringComparison.Ordinal);
        var results = scene.Receiver.Results
            .Select(result => Read(HttpUtility.ParseQueryString(Encoding.UTF8.GetString(result.Body.Span))))
            .ToList();
        Assert.Equal(
            [("16175550001", 1), ("16175550002", 0)], results.Select(result => (result.Number, result.Attempts)));
        Assert.Equal(
            [QueueAnswer.Parse(dialed).CallId, QueueAnswer.Parse(never).CallId],
            results.Select(result => result.CallId));
        Assert.Equal((0, "failed"), (results[1].Duration, results[1].Result));
    }

    /// <summary>
    /// As long as the customer's pages answer with errors, nothing is queued, and the answer has the word "failed".
    /// </summary>
    [Theory]
    [InlineData("/start.php")]
    [InlineData("/result.php")]
    public async Task Answer_SaysFailed_WhileAPageAnswersAnError(string page)
    {
        await using var scene = await Scene.BeginAsync();
        scene.Receiver.Script = request => Task.FromResult(request.Path == page ? new Demo.Reply(500, "error") : null);

        var failed = await PostAsync(scene, ("phone_number", "16175550001"));
        scene.Receiver.Script = _ => Task.FromResult<Demo.Reply?>(null);
        await scene.Plum.AdvanceAsync(TimeSpan.FromHours(1));

        Assert.Contains("failed", failed, StringComparison.Ordinal);
        Assert.Contains("500", failed, StringComparison.Ordinal);
        Assert.Empty(scene.Gateway.Asked);
        Assert.DoesNotContain(
            "failed", await PostAsync(scene, ("phone_number", "16175550001")), StringComparison.Ordinal);
    }

    // HttpWebRequest's way: urlencoded bytes, and any status but success is an exception.
    private static async Task<string> PostAsync(Scene scene, params (string Name, string Value)[] fields)
    {
        var body = string.Join('&', OutboundForms.Login
            .Concat(scene.Urls)
            .Concat(fields)
            .Select(field => $"{field.Name}={HttpUtility.UrlEncode(field.Value)}"));
        using var content = new StringContent(body, Encoding.ASCII, "application/x-www-form-urlencoded");
        using var answer = await scene.Plum.Client.PostAsync(OutboundForms.QueueCall, content);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }

    private static (string Number, int CallId, string Result, int Attempts, int Duration) Read(
        NameValueCollection form) => (
        form["phone_number"]!,
        Convert.ToInt32(form["call_id"], CultureInfo.InvariantCulture),
        form["result"]!,
        Convert.ToInt32(form["attempts"], CultureInfo.InvariantCulture),
        Convert.ToInt32(form["duration"], CultureInfo.InvariantCulture));
}
