using Microsoft.Extensions.DependencyInjection;
using Plum.Core.Calls;
using Plum.Demo;
using Plum.Functions.Calls;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Calls.Results;

/// <summary>
/// Results that result_url does not accept for a day: listed, and posted again when their owner asks.
/// </summary>
public sealed class DeadLetterTests
{
    private static readonly DateTimeOffset Wednesday = new(2022, 1, 5, 12, 0, 0, TimeSpan.FromHours(-5));

    [Fact]
    public async Task Letters_AreListedAfterTheDay_AndResentAsTheyWere()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var plum = await PlumServer.StartAsync();
        var (demo, path) = await FailForADayAsync(plum, receiver, calls: 3);

        var letters = (await demo.GetAsync(path)).Json;
        Assert.Equal([1, 2, 3], letters.EnumerateArray().Select(letter => letter.GetProperty("call_id").GetInt32()));
        var last = receiver.Results.Last(result => result["call_id"] == "1");
        Assert.Equal(
            $$""""{"call_id":1,"phone_number":"16175550000","message_reference":"ref0","result":"{{last["result"]}}","delivery":"{{last.Delivery()}}",""""
                + $$""""
                "sequence":{{last.Sequence()}},"tries":8,"last_try":{{last.Headers[
                    "X-Plum-Timestamp"]}},"error":"127.0.0.1 answered with status 503."}
                """",
            letters[0].GetRawText());
        Assert.Equal(24, receiver.Results.Count());

        receiver.Script = _ => Task.FromResult<Reply?>(null);
        Assert.Equal(
            """200 {"status":"success","response":{"resent":3}}""",
            (await demo.PostAsync($"{path}/resend")).ToString());
        await plum.AdvanceAsync(TimeSpan.FromSeconds(5));

        Assert.Equal("200 []", (await demo.GetAsync(path)).ToString());
        Assert.Equal(27, receiver.Results.Count());
        Assert.All(receiver.Results.GroupBy(result => result["call_id"]), posts =>
            Assert.Single(posts.Select(post => (post.Delivery(), post.Sequence())).Distinct()));
        Assert.Equal([1, 2, 3], receiver.FirstPosts().Select(post => post.Sequence()).Order());
    }

    [Fact]
    public async Task Resend_OfSomeCalls_LeavesTheOthers()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var plum = await PlumServer.StartAsync();
        var (demo, path) = await FailForADayAsync(plum, receiver, calls: 5);
        receiver.Script = _ => Task.FromResult<Reply?>(null);

        var unknown = await demo.PostAsync($"{path}/resend", ("call_id", "1,77,88"));
        Assert.Equal("""404 {"status":"error","error":"Dead letter 77 not found."}""", unknown.ToString());
        Assert.Equal(
            """422 {"call_id":["The call id field is required."]}""",
            (await demo.PostAsync($"{path}/resend", ("call_id", " "))).ToString());
        Assert.Equal(
            """422 {"call_id":["The call id must be an integer."]}""",
            (await demo.PostAsync($"{path}/resend", ("call_id", "1,x"))).ToString());
        await plum.AdvanceAsync(TimeSpan.FromSeconds(5));
        Assert.Equal("1,2,3,4,5", await CallIdsAsync(demo, path));

        Assert.Equal(
            """200 {"status":"success","response":{"resent":1}}""",
            (await demo.PostJsonAsync($"{path}/resend", new { call_id = 2 })).ToString());
        await plum.AdvanceAsync(TimeSpan.FromSeconds(5));
        Assert.Equal("1,3,4,5", await CallIdsAsync(demo, path));

        Assert.Equal(
            """200 {"status":"success","response":{"resent":2}}""",
            (await demo.PostAsync($"{path}/resend", ("call_id", "[3, 5]"))).ToString());
        Assert.Equal(
            """200 {"status":"success","response":{"resent":1}}""",
            (await demo.PostAsync($"{path}/resend", ("call_id", "4, 4"))).ToString());
        await plum.AdvanceAsync(TimeSpan.FromSeconds(5));
        Assert.Equal("1", await CallIdsAsync(demo, path));

        // Delivered, so no dead letter any more.
        Assert.Equal(404, (await demo.PostAsync($"{path}/resend", ("call_id", "2"))).Status);
    }

    [Fact]
    public async Task Pages_AreLinked_WhenListingAndWhenResending()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var plum = await PlumServer.StartAsync();
        var (demo, path) = await FailForADayAsync(plum, receiver, calls: 5);

        var page = await demo.GetAsync($"{path}?limit=3");
        Assert.Equal($"</{path}?limit=3&cursor=3>; rel=\"next\"", page.Header("Link"));
        Assert.Equal("4,5", await CallIdsAsync(demo, $"{path}?limit=3&cursor=3"));
        Assert.Equal(422, (await demo.GetAsync($"{path}?limit=0")).Status);
        Assert.Equal(422, (await demo.GetAsync($"{path}?cursor=x")).Status);

        var resend = await demo.PostAsync($"{path}/resend?limit=3");
        Assert.Equal("""200 {"status":"success","response":{"resent":3,"next":"3"}}""", resend.ToString());
        Assert.Equal($"</{path}/resend?limit=3&cursor=3>; rel=\"next\"", resend.Header("Link"));
        Assert.Equal(
            """200 {"status":"success","response":{"resent":2}}""",
            (await demo.PostAsync($"{path}/resend?limit=3&cursor=3")).ToString());
        Assert.Equal(
            [Note("2"), Note("3")],
            (await demo.LogAsync()).Take(2));

        static string Note(string calls) =>
            $$$"""token development: result resent campaign 1 {"calls":{"from":null,"to":{{{calls}}}}}""";
    }

    [Fact]
    public async Task Resend_Twice_PostsEachAtMostTwice_AndWhatFailsIsTriedForADayAgain()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var plum = await PlumServer.StartAsync();
        var (demo, path) = await FailForADayAsync(plum, receiver, calls: 3);
        var before = receiver.Results.Count();

        await demo.PostAsync($"{path}/resend");
        await demo.PostAsync($"{path}/resend");
        await plum.AdvanceAsync(TimeSpan.FromSeconds(30));
        Assert.InRange(receiver.Results.Count() - before, 3, 6);
        Assert.Equal("200 []", (await demo.GetAsync(path)).ToString());

        await plum.AdvanceAsync(TimeSpan.FromHours(30));
        Assert.Equal("1,2,3", await CallIdsAsync(demo, path));
        Assert.InRange(receiver.Results.Count() - before, 24, 27); // one chain of tries each, not two
    }

    [Fact]
    public async Task Resend_UsesTheResultUrlThatHoldsNow()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var plum = await PlumServer.StartAsync();
        var (demo, path) = await FailForADayAsync(plum, receiver, calls: 2);

        Assert.Equal(200, (await demo.PatchAsync(
            $"{path.Replace("/dead-letters", "")}?result_url={receiver.Address}/other.php")).Status);
        await demo.PostAsync($"{path}/resend");
        await plum.AdvanceAsync(TimeSpan.FromSeconds(5));

        Assert.Equal(2, receiver.Requests.Count(request => request.Path == "/other.php" && request.IsCall));
        Assert.Equal("200 []", (await demo.GetAsync(path)).ToString());
    }

    [Fact]
    public async Task Restart_LosesNoLetter_AndNoResend()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var plum = await PlumServer.StartAsync();
        var (demo, path) = await FailForADayAsync(plum, receiver, calls: 2);
        await plum.RestartAsync();
        Assert.Equal("1,2", await CallIdsAsync(demo, path));
        receiver.Script = _ => Task.FromResult<Reply?>(null);

        await demo.PostAsync($"{path}/resend");
        await plum.RestartAsync();
        await plum.AdvanceAsync(TimeSpan.FromMinutes(5));

        Assert.Equal("200 []", (await demo.GetAsync(path)).ToString());
        Assert.Equal(2, receiver.Results.GroupBy(result => result.Delivery()).Count());
    }

    [Fact]
    public async Task Letters_AreNobodyElses()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var plum = await PlumServer.StartAsync();
        var (demo, path) = await FailForADayAsync(plum, receiver, calls: 1);
        using var other = await Customer.SignUpAsync(plum);

        var answers = new[]
        {
            await other.GetAsync(path),
            await other.PostAsync($"{path}/resend"),
            await other.PostAsync($"{path}/resend", ("call_id", "1")),
        };
        using var nobody = new Customer(plum.NewClient(), "");

        Assert.All(
            answers,
            answer => Assert.Equal("""404 {"status":"error","error":"Campaign 1 not found."}""", answer.ToString()));
        Assert.Equal(401, (await nobody.PostAsync($"{path}/resend")).Status);
        await plum.AdvanceAsync(TimeSpan.FromSeconds(5));
        Assert.Equal("1", await CallIdsAsync(demo, path));
    }

    [Fact]
    public async Task RefusedAddress_IsDeadAtOnce()
    {
        await using var plum = await PlumServer.StartAsync(new()
        {
            Settings = new Dictionary<string, string?> { ["Plum:Outbound:AllowPrivateNetworks"] = "false" },
        });
        var campaign =
            await Example.CreateAsync(plum, 2, form => form with { ResultUrl = "http://127.0.0.1:9/result.php" });
        await plum.Client.StartCampaignAsync(campaign);
        await plum.AdvanceToAsync(new(2022, 1, 3, 8, 10, 0, TimeSpan.FromHours(-5)));

        var demo = new Customer(plum.Client, "demo");
        var letters = (await demo.GetAsync($"api/campaigns/{campaign}/dead-letters")).Json;

        Assert.Equal(2, letters.GetArrayLength());
        Assert.All(letters.EnumerateArray(), letter =>
        {
            Assert.Equal(1, letter.GetProperty("tries").GetInt32());
            Assert.Equal(
                "127.0.0.1 has an address which is not a public one, so it is not called.",
                letter.GetProperty("error").GetString());
        });
    }

    /// <summary>
    /// The last try of one poster fails while another's is accepted: it is delivered, whoever saves last.
    /// </summary>
    [Fact]
    public async Task Acceptance_StaysOne_WhenAnotherPosterOfTheSameResultFails()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var plum = await PlumServer.StartAsync();
        var campaign = await Overdue.ResultsAsync(plum, receiver, calls: 1);
        var poster = Overdue.Poster(plum);
        var message = new ResultMessage("demo", campaign, "0-1", Try: ResultDelivery.Pauses.Length).ToJson();
        var posts = 0;
        receiver.Script = async request =>
        {
            if (!request.IsCall || Interlocked.Increment(ref posts) > 1)
            {
                return null;
            }

            await poster.Run(message, default);
            return new Reply(503, "no");
        };

        await poster.Run(message, default);

        Assert.Equal((2, 1), (receiver.Results.Count(), receiver.FirstPosts().Count));
        Assert.Equal(
            "200 []",
            (await new Customer(plum.Client, "demo").GetAsync($"api/campaigns/{campaign}/dead-letters")).ToString());
        var record = await plum.Services
            .GetRequiredService<CallTable>()
            .CallsAsync(new("demo", campaign), 0, 1, default)
            .SingleAsync();
        Assert.NotNull(record.Delivery.DeliveredAt);
    }

    [Fact]
    public async Task CallsQueuedOneByOne_HaveResultUrlsOfTheirOwn_AndOneSequence()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var plum = await PlumServer.StartAsync();
        var wanted = Queueing.Settings with { ResultUrl = receiver.ResultUrl };
        receiver.Answer("/down.php", () => new Reply(500, "no"));
        foreach (var settings in new[]
        {
            wanted,
            Queueing.Settings,
            wanted with { ResultUrl = $"{receiver.Address}/down.php" },
            wanted,
        })
        {
            await plum.QueueAsync("16175550001", settings: settings);
            await plum.AdvanceAsync(TimeSpan.FromMinutes(10));
        }

        await plum.AdvanceAsync(TimeSpan.FromHours(30));

        // The second call's result was not asked for, so it has no place among the others.
        Assert.Equal(
            ["1 /result.php 1", "3 /down.php 2", "4 /result.php 3"],
            receiver.Requests.Where(request => request.IsCall).DistinctBy(request => request["call_id"])
                .Select(request => $"{request["call_id"]} {request.Path} {request.Sequence()}"));
        Assert.Equal("3", await CallIdsAsync(new Customer(plum.Client, "demo"), "api/campaigns/default/dead-letters"));
    }

    private static async Task<(Customer Demo, string Path)> FailForADayAsync(
        PlumServer plum, Receiver receiver, int calls)
    {
        receiver.Clock = plum.Time;
        receiver.Fail("/result.php", times: int.MaxValue);
        var campaign = await Example.CreateAsync(
            plum, calls, form => form with { StartUrl = receiver.StartUrl, ResultUrl = receiver.ResultUrl });
        await plum.Client.StartCampaignAsync(campaign);
        await plum.AdvanceToAsync(Wednesday);
        return (new Customer(plum.Client, "demo"), $"api/campaigns/{campaign}/dead-letters");
    }

    private static async Task<string> CallIdsAsync(Customer customer, string path) =>
        string.Join(',', (await customer.GetAsync(path)).Json
            .EnumerateArray()
            .Select(letter => letter.GetProperty("call_id").GetInt32()));
}
