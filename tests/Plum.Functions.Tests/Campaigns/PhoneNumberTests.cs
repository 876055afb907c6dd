using System.Text;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Campaigns;

/// <summary>Lists of numbers on their way into campaigns.</summary>
public sealed class PhoneNumberTests(SharedServer server) : IClassFixture<SharedServer>
{
    private const string BadList = "2223334444\n12345\n\n2223334445,ok\nabc,x\n";

    [Theory]
    [InlineData("2223334444\n2223334445")]
    [InlineData("\uFEFF2223334444\r\n\r\n2223334445\r\n")]
    [InlineData("\"tel:+12223334444;ani=7778889999\",\"a, b\"\ntel:+12223334445 ; ani=7778889999,c")]
    [InlineData("[\"2223334444\",\"2223334445, ref\"]")]
    [InlineData("destination,name\n2223334444,Ann\n2223334445,Bob\n")]
    public async Task List_IsTaken_InEveryForm(string list)
    {
        using var customer = await server.SignUpAsync();
        await customer.CampaignAsync(list);

        Assert.Equal(2, (await customer.GetAsync("api/campaigns/1")).Json
            .GetProperty("counts")
            .GetProperty("waiting")
            .GetInt32());
    }

    [Fact]
    public async Task List_WithBadRows_QueuesNothing_AndNamesEachRow()
    {
        using var customer = await server.SignUpAsync();
        await customer.CampaignAsync();

        var reply = await CreateAsync(customer, BadList);

        Assert.Equal(422, reply.Status);
        Assert.Equal(
            [
                "Line 2: '12345' has 5 digits; 10 or 11 are needed.",
                "Line 5: 'abc' has the character 'a' where only digits may stand.",
                "2 of 4 rows will not do, so nothing was queued. With on_invalid=skip the others are queued.",
            ],
            reply.Json.GetProperty("phone_numbers").EnumerateArray().Select(message => message.GetString()));
        Assert.Equal(1, (await customer.GetAsync("api/campaigns")).Json.GetArrayLength());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task List_WithBadRows_QueuesTheGoodOnes_WhenAskedTo(bool saidBeforeTheList)
    {
        using var customer = await server.SignUpAsync();
        await customer.CampaignAsync();
        (string, string)? skip = ("on_invalid", "skip");

        var reply =
            await CreateAsync(customer, BadList, saidBeforeTheList ? skip : null, saidBeforeTheList ? null : skip);

        Assert.Equal(
            """200 {"status":"success","response":{"id":2,"accepted":2,"rejected":2,"errors":[{"line":2,"value":"12345","reason":"has 5 digits; 10 or 11 are needed"},{"line":5,"value":"abc","reason":"has the character 'a' where only digits may stand"}]}}""",
            reply.ToString());
        Assert.Equal(2, (await customer.GetAsync("api/campaigns/2/calls")).Json.GetArrayLength());
    }

    [Theory]
    [InlineData("destination,note\n2223334444,\"a\n6175550000\n\"\"b\"\"\"\n12345,\"\n6175550001\n\"\n2223334445,c\n")]
    [InlineData("2223334444,\"a\n6175550000\n\"\"b\"\"\"\n12345,\"\n6175550001\n\"\n2223334445,c\n")]
    [InlineData("2223334444;\"a\n6175550000\n\"\"b\"\"\"\n12345;\"\n6175550001\n\"\n2223334445;c\n\u001A")]
    public async Task QuotedCells_AreNoRows_InCreateAndAddCalls(string list)
    {
        using var customer = await server.SignUpAsync();
        await customer.CampaignAsync();

        var created = await CreateAsync(customer, list, after: ("on_invalid", "skip"));
        var added =
            await SendAsync(customer, "api/campaigns/add-calls", list, [("campaign_id", "1")], ("on_invalid", "skip"));

        Assert.Equal((200, 2, 200, "2"), (
            created.Status,
            created.Json.GetProperty("response").GetProperty("accepted").GetInt32(),
            added.Status,
            added.Header("X-Plum-Accepted")));
        foreach (var campaign in new[] { 1, 2 })
        {
            var calls = (await customer.GetAsync($"api/campaigns/{campaign}/calls")).Json.EnumerateArray();
            Assert.Equal(
                ["2223334444", "2223334445"], calls.Select(call => call.GetProperty("phone_number").GetString()));
        }
    }

    [Theory]
    [InlineData(
        "+44 20 7946 0000/1", "has '/' in a place that leaves the number in doubt; write one number, in digits")]
    [InlineData("+49 030 1234567", "has a 0 after +49; leave it out, as in calls from abroad")]
    [InlineData("+1617555012", "has 9 digits after +1; numbers there have 10")]
    [InlineData("1.61756E+10", "is in scientific notation: your spreadsheet has rounded it; format the column as text")]
    public async Task WrongNumber_IsRefused_InCreateAndAddCalls(string number, string reason)
    {
        using var customer = await server.SignUpAsync();
        await customer.CampaignAsync();
        var body =
            $$"""422 {"phone_numbers":["Line 1: '{{number}}' {{reason}}.","1 of 1 rows will not do, so nothing was queued."]}""";

        Assert.Equal(body, Plain(await CreateAsync(customer, $"{number}\n")));
        Assert.Equal(body, Plain(await customer.PostJsonAsync(
            "api/campaigns/add-calls", new { campaign_id = 1, phone_numbers = new[] { number } })));

        static string Plain(ApiReply reply) =>
            $"{reply.Status} {System.Text.Json.Nodes.JsonNode.Parse(reply.Body)!.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping })}";
    }

    [Fact]
    public async Task TwoNumbersInAField_AreRefused()
    {
        using var customer = await server.SignUpAsync();
        await customer.CampaignAsync();

        var reply = await customer.PostAsync(
            "api/campaigns/add-calls", ("campaign_id", "1"), ("phone_numbers", "6175550123,6175550124"));

        Assert.Equal(422, reply.Status);
        Assert.Equal(
            "Line 1: '6175550123,6175550124' has two numbers; write one on a line, or send the list as a file if the "
                + "second is a message_reference.",
            reply.Json.GetProperty("phone_numbers")[0].GetString());
    }

    [Theory]
    [InlineData("", "The list of phone numbers is empty.")]
    [InlineData("\r\n\r\n", "The list of phone numbers is empty.")]
    [InlineData("PK\u0003\u0004rest of a spreadsheet", "The list is a zip archive; send the list that is in it.")]
    [InlineData("[\"2223334444\",", "The JSON array of numbers breaks off or goes wrong at element 1 or behind it.")]
    public async Task List_ThatIsNone_IsRefused(string list, string message)
    {
        using var customer = await server.SignUpAsync();
        await customer.CampaignAsync();

        Assert.Equal($$"""422 {"phone_numbers":["{{message}}"]}""", (await CreateAsync(customer, list)).ToString());
        Assert.Equal(
            $$"""422 {"phone_numbers":["{{message}}"]}""",
            (await SendAsync(customer, "api/campaigns/add-calls", list, [("campaign_id", "1")])).ToString());
        Assert.Equal(0, (await customer.GetAsync("api/campaigns/1")).Json
            .GetProperty("counts")
            .GetProperty("accepted")
            .GetInt32());
    }

    [Fact]
    public async Task RefusedList_LeavesNothingStored()
    {
        await using var own = await PlumServer.StartAsync();
        using var customer = await Customer.SignUpAsync(own);
        await customer.CampaignAsync();
        var list = string.Concat(Enumerable.Range(0, 30_000).Select(i => $"2223{i:D6}\n"));

        Assert.Equal(422, (await CreateAsync(customer, list + "x\n")).Status);
        Assert.Equal(422, (await CreateAsync(customer, list, ("start_date", "never"))).Status);
        Assert.Equal(404, (await customer.PostAsync(
            "api/campaigns/add-calls", ("campaign_id", "9"), ("phone_numbers", "[\"2223334444\"]"))).Status);

        Assert.Equal(400, await SendPartAsync(customer, list));

        var pages = own.Services
            .GetRequiredService<TableServiceClient>()
            .GetTableClient("lists")
            .QueryAsync<TableEntity>();
        Assert.DoesNotContain(await pages.ToListAsync(), page => page.GetInt32("Parts") is not null);
    }

    [Theory]
    [InlineData("[\"tel:+12223334444;ani=7778889999\",\"tel:+14443332222;ani=9998887777\"]")]
    [InlineData("tel:+12223334444;ani=7778889999\ntel:+14443332222")]
    public async Task AddCalls_TakesAFieldToo(string list)
    {
        using var customer = await server.SignUpAsync();
        await customer.CampaignAsync("2223334444\n");

        var reply = await customer.PostAsync("api/campaigns/add-calls", ("phone_numbers", list), ("campaign_id", "1"));

        Assert.Equal(("""200 {"status":"success"}""", "2"), (reply.ToString(), reply.Header("X-Plum-Accepted")));
        var calls = (await customer.GetAsync("api/campaigns/1/calls")).Json
            .EnumerateArray()
            .Select(call => call.GetProperty("phone_number").GetString());
        Assert.Equal(["2223334444", "tel:+12223334444;ani=7778889999"], calls.Take(2));
    }

    [Fact]
    public async Task AddCalls_NeedsBothFields()
    {
        using var customer = await server.SignUpAsync();

        Assert.Equal(
            """422 {"campaign_id":["The campaign id field is required."],"phone_numbers":["The phone numbers field is required."]}""",
            (await customer.PostAsync("api/campaigns/add-calls")).ToString());
    }

    /// <summary>A multipart body that ends in the middle of its list.</summary>
    private static async Task<int> SendPartAsync(Customer customer, string list)
    {
        var body = $"--B\r\nContent-Disposition: form-data; name=\"phone_numbers\"; filename=\"l.csv\"\r\n\r\n{list}";
        using var content = new StringContent(body);
        content.Headers.ContentType = new("multipart/form-data") { Parameters = { new("boundary", "B") } };
        return (await customer.SendAsync(HttpMethod.Post, "api/campaigns", content)).Status;
    }

    private static Task<ApiReply> CreateAsync(
        Customer customer,
        string list,
        (string Name, string Value)? before = null,
        (string Name, string Value)? after = null) =>
        SendAsync(
            customer,
            "api/campaigns",
            list,
            [.. Customer.CampaignFields.Where(field => field.Name != before?.Name), .. before is { } first
                ? [first]
                : Array.Empty<(string, string)>()],
            after);

    private static async Task<ApiReply> SendAsync(
        Customer customer,
        string path,
        string list,
        (string Name, string Value)[] before,
        (string Name, string Value)? after = null)
    {
        using var form = Customer.Form(before);
        form.Add(new ByteArrayContent(Encoding.UTF8.GetBytes(list)), "phone_numbers", "list.csv");
        if (after is { } last)
        {
            form.Add(new StringContent(last.Value), last.Name);
        }

        return await customer.SendAsync(HttpMethod.Post, path, form);
    }
}
