using System.Net.Http.Json;
using System.Text;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Schedules;

public sealed class ScheduleApiTests(SharedServer server) : IClassFixture<SharedServer>
{
    private const string Created = """200 {"status":"success","response":{"id":1,"nickname":"3wkdays"}}""";
    private const string Taken = """422 {"nickname":["The nickname has already been taken."]}""";

    [Fact]
    public async Task Create_AnswersIdAndNickname()
    {
        using var customer = await server.SignUpAsync();

        var reply = await CreateAsync(customer);

        Assert.Equal(Created, reply.ToString());
        Assert.Equal("application/json", reply.Header("Content-Type"));
        Assert.Equal(
            """200 [{"schedule_id":1,"nickname":"3wkdays","days":["mon","wed","fri"]}]""",
            (await customer.GetAsync("api/schedules")).ToString());
        Assert.Equal(
            """200 {"schedule_id":1,"nickname":"3wkdays","days":["mon","wed","fri"]}""",
            (await customer.GetAsync("api/schedules/1")).ToString());
    }

    public static TheoryData<string, string> Bodies => new()
    {
        { "application/json", """{"days":["mon","wed","fri"],"nickname":"3wkdays"}""" },
        { "application/json", """{"days":"[\"mon\",\"wed\",\"fri\"]","nickname":"3wkdays"}""" },
        { "text/plain", """{"days":["mon","wed","fri"],"nickname":"3wkdays"}""" },
        { "application/x-www-form-urlencoded", "days=%5B%22mon%22%2C%22wed%22%2C%22fri%22%5D&nickname=3wkdays" },
        { "application/x-www-form-urlencoded", "days[]=mon&days[]=wed&days[]=fri&nickname=3wkdays" },
        { "application/x-www-form-urlencoded", "days=mon&days=wed&days=fri&nickname=3wkdays" },
        { "application/x-www-form-urlencoded", "days[0]=mon&days[1]=wed&days[2]=fri&nickname=3wkdays" },
        {
            "application/json",
            "--B\r\nContent-Disposition: attachment; "
                + "name=\"days\"\r\n\r\n[\"mon\",\"wed\",\"fri\"]\r\n--B\r\nContent-Disposition: attachment; "
                + "name=\"nickname\"\r\n\r\n3wkdays\r\n--B--\r\n"
        },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Create_ReadsEveryFormOfBody(string contentType, string body)
    {
        using var customer = await server.SignUpAsync();
        using var content = new StringContent(body, Encoding.UTF8, contentType);

        Assert.Equal(Created, (await customer.SendAsync(HttpMethod.Post, "api/schedules", content)).ToString());
        Assert.Equal(
            """[{"schedule_id":1,"nickname":"3wkdays","days":["mon","wed","fri"]}]""",
            (await customer.GetAsync("api/schedules")).Body);
    }

    [Theory]
    [InlineData("{\"days\":")]
    [InlineData("{\"days\":[\"mon\"]}trailing")]
    public async Task Create_RefusesABodyThatIsNoJson(string body)
    {
        using var customer = await server.SignUpAsync();
        using var content = new StringContent(body, Encoding.UTF8, "application/json");

        var reply = await customer.SendAsync(HttpMethod.Post, "api/schedules", content);

        Assert.Equal(400, reply.Status);
        Assert.StartsWith("""{"status":"error","error":""", reply.Body);
    }

    [Fact]
    public async Task Create_RefusesAMultipartBodyThatBreaksOff()
    {
        using var customer = await server.SignUpAsync();
        using var content =
            new StringContent("--B\r\nContent-Disposition: form-data; name=\"days\"\r\n\r\n[\"mon\"", Encoding.UTF8);
        content.Headers.ContentType = new("multipart/form-data") { Parameters = { new("boundary", "B") } };

        Assert.Equal(400, (await customer.SendAsync(HttpMethod.Post, "api/schedules", content)).Status);
        Assert.Equal("[]", (await customer.GetAsync("api/schedules")).Body);
    }

    [Fact]
    public async Task Put_TakesWhatGetGives()
    {
        using var customer = await server.SignUpAsync();
        await CreateAsync(customer);
        await customer.PostAsync("api/schedules", ("days", """["sun"]"""));
        foreach (var id in new[] { 1, 2 })
        {
            var shown = (await customer.GetAsync($"api/schedules/{id}")).Body;
            using var body = new StringContent(shown, Encoding.UTF8, "application/json");

            Assert.Equal(200, (await customer.SendAsync(HttpMethod.Put, $"api/schedules/{id}", body)).Status);
            Assert.Equal(shown, (await customer.GetAsync($"api/schedules/{id}")).Body);
        }

        Assert.Equal(
            """422 {"schedule_id":["The selected schedule id is invalid."]}""",
            (await customer.PatchAsync("api/schedules/1?schedule_id=2")).ToString());
    }

    [Theory]
    [InlineData("{\"days\":[]}", "days")]
    [InlineData("{\"days\":\"[]\"}", "days")]
    [InlineData("{\"days\":null}", "days")]
    public async Task Days_AreRequired_InPostAndPatch(string json, string field)
    {
        using var customer = await server.SignUpAsync();
        await CreateAsync(customer);
        foreach (var (method, path) in new[]
        {
            (HttpMethod.Post, "api/schedules"),
            (HttpMethod.Patch, "api/schedules/1"),
            (HttpMethod.Put, "api/schedules/1"),
        })
        {
            using var body = new StringContent(json, Encoding.UTF8, "application/json");

            Assert.Equal(
                $$"""422 {"{{field}}":["The {{field}} field is required."]}""",
                (await customer.SendAsync(method, path, body)).ToString());
        }

        Assert.Equal(
            """[{"schedule_id":1,"nickname":"3wkdays","days":["mon","wed","fri"]}]""",
            (await customer.GetAsync("api/schedules")).Body);
    }

    [Fact]
    public async Task Create_NamesEveryFaultAtOnce()
    {
        using var customer = await server.SignUpAsync();

        Assert.Equal(
            """422 {"days":["The days field is required."],"nickname":["The nickname may not be greater than 64 characters."]}""",
            (await customer.PostAsync("api/schedules", ("nickname", new string('x', 10_000)))).ToString());

        await CreateAsync(customer);
        Assert.Equal(
            """422 {"days.1":["The selected days.1 is invalid."],"nickname":["The nickname has already been taken."]}""",
            (await customer.PostAsync(
                "api/schedules", ("days", """["mon","noday"]"""), ("nickname", "3wkdays"))).ToString());
    }

    [Theory]
    [InlineData("Frühling 🌸 日本 العربية")]
    [InlineData("a/b\\c#d?e|f'g\"h<i>&j%20k")]
    [InlineData("12")]
    [InlineData("null")]
    [InlineData("[1]")]
    public async Task Nickname_MayBeAnyText(string nickname)
    {
        using var customer = await server.SignUpAsync();
        await customer.PostAsync("api/schedules", ("days", "[\"mon\"]"), ("nickname", nickname));

        Assert.Equal(nickname, (await customer.GetAsync("api/schedules/1")).Json.GetProperty("nickname").GetString());
        Assert.Equal(
            Taken,
            (await customer.PostAsync("api/schedules", ("days", "[\"mon\"]"), ("nickname", nickname))).ToString());
    }

    [Fact]
    public async Task Nickname_IsComparedExactly_AndMayBeMissingManyTimes()
    {
        using var customer = await server.SignUpAsync();
        await CreateAsync(customer);

        Assert.Equal(
            """200 {"status":"success","response":{"id":2,"nickname":"3WKDAYS"}}""",
            (await customer.PostAsync("api/schedules", ("days", "[\"mon\"]"), ("nickname", "3WKDAYS"))).ToString());
        Assert.Equal(
            """200 {"status":"success","response":{"id":3,"nickname":null}}""",
            (await customer.PostAsync("api/schedules", ("days", "[\"mon\"]"))).ToString());
        Assert.Equal(
            """200 {"status":"success","response":{"id":4,"nickname":null}}""",
            (await customer.PostAsync("api/schedules", ("days", "[\"mon\"]"), ("nickname", ""))).ToString());
    }

    [Fact]
    public async Task Nickname_IsFreeAgain_AfterDeleteAndRename()
    {
        using var customer = await server.SignUpAsync();
        await CreateAsync(customer);
        await customer.PatchAsync("api/schedules/1?name=other");
        Assert.Equal(200, (await CreateAsync(customer)).Status);
        await customer.DeleteAsync("api/schedules/2");
        Assert.Equal(
            """200 {"status":"success","response":{"id":3,"nickname":"3wkdays"}}""",
            (await CreateAsync(customer)).ToString());
        Assert.Equal(Taken, (await customer.PatchAsync("api/schedules/3?nickname=other")).ToString());
        Assert.Equal(200, (await customer.PatchAsync("api/schedules/3?nickname=3wkdays")).Status);
    }

    [Theory]
    [InlineData("PATCH")]
    [InlineData("PUT")]
    public async Task Update_EchoesTheDaysAsTheyWereSent(string method)
    {
        using var customer = await server.SignUpAsync();
        await CreateAsync(customer);

        var reply = await customer.SendAsync(new(method), "api/schedules/1?days=[\"mon\", \"wed\"]", null);

        Assert.Equal(
            """200 {"status":"success","response":{"id":1,"days":"[\"mon\", \"wed\"]","nickname":"3wkdays"}}""",
            reply.ToString());
        Assert.Equal(
            """200 {"schedule_id":1,"nickname":"3wkdays","days":["mon","wed"]}""",
            (await customer.GetAsync("api/schedules/1")).ToString());
    }

    [Fact]
    public async Task Update_ChangesOnlyWhatItMentions()
    {
        using var customer = await server.SignUpAsync();
        await CreateAsync(customer);

        Assert.Equal(
            """200 {"status":"success","response":{"id":1,"days":"[\"mon\",\"wed\",\"fri\"]","nickname":"new"}}""",
            (await customer.PatchAsync("api/schedules/1?name=new")).ToString());
        Assert.Equal("""200 {"status":"success","response":{"id":1,"days":"[\"sun\"]","nickname":"new"}}""", (await customer.SendAsync(
            HttpMethod.Patch, "api/schedules/1", JsonContent.Create(new { days = new[] { "sun" } }))).ToString());
        Assert.Equal(
            """422 {"days":["The days must be an array."]}""",
            (await customer.PatchAsync("api/schedules/1?days=mon")).ToString());
        Assert.Equal(
            """200 {"schedule_id":1,"nickname":"new","days":["sun"]}""",
            (await customer.GetAsync("api/schedules/1")).ToString());
    }

    [Fact]
    public async Task Delete_RemovesIt()
    {
        using var customer = await server.SignUpAsync();
        await CreateAsync(customer);

        Assert.Equal("""200 {"status":"success"}""", (await customer.DeleteAsync("api/schedules/1")).ToString());
        Assert.Equal(
            """404 {"status":"error","error":"Schedule 1 not found."}""",
            (await customer.DeleteAsync("api/schedules/1")).ToString());
        Assert.Equal("[]", (await customer.GetAsync("api/schedules")).Body);
    }

    [Fact]
    public async Task Delete_NamesTheNewestCampaign_WhenInUse()
    {
        using var customer = await server.SignUpAsync();
        await customer.CampaignAsync();
        await customer.CampaignAsync();

        Assert.Equal(
            """400 {"status":"error","error":"Schedule 3wkdays(id 1) is being used with campaign id 2."}""",
            (await customer.DeleteAsync("api/schedules/1")).ToString());
        Assert.Equal(
            """400 {"status":"error","error":"Profile MorningPace(id 1) is being used with campaign id 2."}""",
            (await customer.DeleteAsync("api/profiles/1")).ToString());
    }

    [Theory]
    [InlineData("api/schedules/99", "99")]
    [InlineData("api/schedules/0", "0")]
    [InlineData("api/schedules/-1", "-1")]
    [InlineData("api/schedules/abc", "abc")]
    [InlineData("api/schedules/99999999999999999999999999", "99999999999999999999")]
    public async Task UnknownId_IsNotFound(string path, string shown)
    {
        using var customer = await server.SignUpAsync();

        Assert.Equal(
            $$"""404 {"status":"error","error":"Schedule {{shown}} not found."}""",
            (await customer.GetAsync(path)).ToString());
    }

    [Theory]
    [InlineData("DELETE", "api/schedules", "GET, HEAD, POST, OPTIONS")]
    [InlineData("PUT", "api/schedules", "GET, HEAD, POST, OPTIONS")]
    [InlineData("POST", "api/schedules/1", "GET, HEAD, PATCH, PUT, DELETE, OPTIONS")]
    [InlineData("DELETE", "api/profiles", "GET, HEAD, POST, OPTIONS")]
    [InlineData("POST", "api/profiles/1", "GET, HEAD, PATCH, PUT, DELETE, OPTIONS")]
    [InlineData("DELETE", "api/campaigns", "GET, HEAD, POST, PATCH, PUT, OPTIONS")]
    [InlineData("POST", "api/campaigns/1", "GET, HEAD, PATCH, PUT, DELETE, OPTIONS")]
    [InlineData("POST", "api/campaigns/1/calls", "GET, HEAD, OPTIONS")]
    [InlineData("DELETE", "api/campaigns/1/dead-letters", "GET, HEAD, OPTIONS")]
    [InlineData("GET", "api/campaigns/1/dead-letters/resend", "POST, OPTIONS")]
    public async Task OtherMethods_AreRefused_AndToldWhatIsAllowed(string method, string path, string allow)
    {
        var refused = await new Customer(server.Plum.Client, "demo").SendAsync(new(method), path, null);
        var options = await new Customer(server.Plum.Client, "demo").SendAsync(HttpMethod.Options, path, null);

        Assert.Equal(
            $$"""405 {"status":"error","error":"The {{method}} method is not allowed here."}""", refused.ToString());
        Assert.Equal(allow, refused.Header("Allow"));
        Assert.Equal((204, allow), (options.Status, options.Header("Allow")));
    }

    [Fact]
    public async Task Head_HasTheHeadersOfGet_AndNoBody()
    {
        using var customer = await server.SignUpAsync();
        await CreateAsync(customer);

        var get = await customer.GetAsync("api/schedules/1");
        var head = await customer.SendAsync(HttpMethod.Head, "api/schedules/1", null);

        Assert.Equal((200, ""), (head.Status, head.Body));
        Assert.Equal(get.Header("ETag"), head.Header("ETag"));
        Assert.Equal(get.Header("Content-Length"), head.Header("Content-Length"));
    }

    [Fact]
    public async Task List_ComesInPages_WhenALimitIsGiven()
    {
        using var customer = await server.SignUpAsync();
        for (var i = 0; i < 5; i++)
        {
            await customer.PostAsync("api/schedules", ("days", "[\"mon\"]"));
        }

        var ids = new List<int>();
        for (var path = "api/schedules?limit=2&x=%26"; path is not null;)
        {
            var page = await customer.GetAsync(path);
            ids.AddRange(page.Json.EnumerateArray().Select(item => item.GetProperty("schedule_id").GetInt32()));
            path = page.Header("Link") is { } link ? link[1..link.IndexOf('>')] : null;
            Assert.True(path is null || page.Header("Link")!.EndsWith(">; rel=\"next\""));
        }

        Assert.Equal([1, 2, 3, 4, 5], ids);
        Assert.Null((await customer.GetAsync("api/schedules")).Header("Link"));
        Assert.Null((await customer.GetAsync("api/schedules?limit=5")).Header("Link"));
        Assert.Equal(
            """422 {"limit":["The limit must be at least 1."]}""",
            (await customer.GetAsync("api/schedules?limit=0")).ToString());
        Assert.Equal(
            """422 {"limit":["The limit must be an integer."],"cursor":["The selected cursor is invalid."]}""",
            (await customer.GetAsync("api/schedules?limit=many&cursor=x")).ToString());
    }

    [Fact]
    public async Task IfMatch_KeepsAChangeFromOverwritingAnother()
    {
        using var customer = await server.SignUpAsync();
        await CreateAsync(customer);
        var version = (await customer.GetAsync("api/schedules/1")).Header("ETag")!;

        var first =
            await customer.SendAsync(HttpMethod.Patch, "api/schedules/1?days=[\"sat\"]", null, ("If-Match", version));
        var second =
            await customer.SendAsync(HttpMethod.Patch, "api/schedules/1?days=[\"sun\"]", null, ("If-Match", version));
        var deletion = await customer.SendAsync(HttpMethod.Delete, "api/schedules/1", null, ("If-Match", version));

        Assert.Equal((200, 412, 412), (first.Status, second.Status, deletion.Status));
        Assert.Equal(first.Header("ETag"), second.Header("ETag"));
        Assert.Equal(
            """{"schedule_id":1,"nickname":"3wkdays","days":["sat"]}""",
            (await customer.GetAsync("api/schedules/1")).Body);
        Assert.Equal(200, (await customer.SendAsync(HttpMethod.Patch, "api/schedules/1?days=[\"sun\"]", null, (
            "If-Match", $"\"x\", {first.Header("ETag")}"))).Status);
        Assert.Equal(
            200, (await customer.SendAsync(HttpMethod.Delete, "api/schedules/1", null, ("If-Match", "*"))).Status);
    }

    [Fact]
    public async Task TwoCreates_WithOneNickname_LeaveOneSchedule()
    {
        using var customer = await server.SignUpAsync();

        var replies = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => CreateAsync(customer)));

        Assert.Single(replies, reply => reply.ToString() == Created);
        Assert.Equal(15, replies.Count(reply => reply.ToString() == Taken));
        Assert.Equal(1, (await customer.GetAsync("api/schedules")).Json.GetArrayLength());
    }

    [Fact]
    public async Task Ids_AreGivenOnce_HoweverManyCreateAtATime()
    {
        using var customer = await server.SignUpAsync();

        var replies = await Task.WhenAll(
            Enumerable.Range(0, 40).Select(_ => customer.PostAsync("api/schedules", ("days", "[\"mon\"]"))));

        Assert.Equal(
            Enumerable.Range(1, 40),
            replies.Select(reply => reply.Json.GetProperty("response").GetProperty("id").GetInt32()).Order());
    }

    private static Task<ApiReply> CreateAsync(Customer customer) =>
        customer.PostAsync("api/schedules", ("days", """["mon", "wed", "fri"]"""), ("nickname", "3wkdays"));
}
