using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Accounts;

public sealed class IdempotencyTests
{
    private static readonly (string, string) Days = ("days", "[\"mon\"]");

    [Fact]
    public async Task RepeatedCreate_IsDoneOnce_AndAnsweredAlike()
    {
        await using var server = await PlumServer.StartAsync();
        using var customer = await Customer.SignUpAsync(server);

        var first = await PostAsync(customer, "api/schedules", "key-1", Days, ("nickname", "n"));
        var second = await PostAsync(customer, "api/schedules", "key-1", Days, ("nickname", "n"));

        Assert.Equal(first.ToString(), second.ToString());
        Assert.Equal((null, "true"), (first.Header("Idempotent-Replayed"), second.Header("Idempotent-Replayed")));
        Assert.Equal(1, (await customer.GetAsync("api/schedules")).Json.GetArrayLength());
    }

    [Fact]
    public async Task Key_IsRefused_WithAnotherRequest()
    {
        await using var server = await PlumServer.StartAsync();
        using var customer = await Customer.SignUpAsync(server);
        await PostAsync(customer, "api/schedules", "key-1", Days);
        const string Refused =
            """422 {"status":"error","error":"The Idempotency-Key was used with another request."}""";

        Assert.Equal(Refused, (await PostAsync(customer, "api/schedules", "key-1", ("days", "[\"tue\"]"))).ToString());
        Assert.Equal(
            Refused, (await PostAsync(customer, "api/schedules", "key-1", Days, ("nickname", "n"))).ToString());
        Assert.Equal(
            Refused, (await PostAsync(customer, "api/campaigns/stop", "key-1", ("campaign_id", "1"))).ToString());
        Assert.Equal(400, (await PostAsync(customer, "api/schedules", new string('k', 256), Days)).Status);
    }

    [Fact]
    public async Task Key_BelongsToItsAccount_ForADay()
    {
        await using var server = await PlumServer.StartAsync();
        using var customer = await Customer.SignUpAsync(server);
        using var other = await Customer.SignUpAsync(server);
        await PostAsync(customer, "api/schedules", "key-1", Days);

        Assert.Null((await PostAsync(other, "api/schedules", "key-1", Days)).Header("Idempotent-Replayed"));

        await server.AdvanceAsync(TimeSpan.FromHours(23.9));
        Assert.Equal("true", (await PostAsync(customer, "api/schedules", "key-1", Days)).Header("Idempotent-Replayed"));
        await server.AdvanceAsync(TimeSpan.FromHours(0.2));
        Assert.Equal(
            """200 {"status":"success","response":{"id":2,"nickname":null}}""",
            (await PostAsync(customer, "api/schedules", "key-1", Days)).ToString());
    }

    [Fact]
    public async Task RefusedRequest_MayBeCorrected_UnderTheSameKey()
    {
        await using var server = await PlumServer.StartAsync();
        using var customer = await Customer.SignUpAsync(server);
        await customer.PostAsync("api/schedules", Days, ("nickname", "taken"));

        Assert.Equal(422, (await PostAsync(customer, "api/schedules", "key-1", Days, ("nickname", "taken"))).Status);
        Assert.Equal(200, (await PostAsync(customer, "api/schedules", "key-1", Days, ("nickname", "free"))).Status);
    }

    [Fact]
    public async Task ManyAtOnce_AreDoneOnce()
    {
        await using var server = await PlumServer.StartAsync();
        using var customer = await Customer.SignUpAsync(server);

        var replies = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => PostAsync(customer, "api/schedules", "key-1", Days)));

        Assert.All(replies, reply => Assert.True(reply.Status is 200 or 409, reply.ToString()));
        Assert.All(
            replies.Where(reply => reply.Status == 409), reply => Assert.Equal("1", reply.Header("Retry-After")));
        Assert.Equal(1, (await customer.GetAsync("api/schedules")).Json.GetArrayLength());
        Assert.Equal("true", (await PostAsync(customer, "api/schedules", "key-1", Days)).Header("Idempotent-Replayed"));
    }

    [Fact]
    public async Task CampaignWithItsList_IsCreatedOnce()
    {
        await using var server = await PlumServer.StartAsync();
        using var customer = await Customer.SignUpAsync(server);
        await customer.CampaignAsync();

        // The boundaries between the parts differ, the contents do not.
        var first = await CreateCampaignAsync("2223334444\n2223334445\n");
        var second = await CreateCampaignAsync("2223334444\n2223334445\n");
        var other = await CreateCampaignAsync("2223334444\n2223334446\n");

        Assert.Equal("""200 {"status":"success","response":{"id":2,"accepted":2}}""", first.ToString());
        Assert.Equal(first.ToString(), second.ToString());
        Assert.Equal("true", second.Header("Idempotent-Replayed"));
        Assert.Equal(422, other.Status);
        Assert.Equal(2, (await customer.GetAsync("api/campaigns")).Json.GetArrayLength());

        async Task<ApiReply> CreateCampaignAsync(string list)
        {
            using var form = Customer.Form(Customer.CampaignFields);
            form.Add(new StringContent(list), "phone_numbers", "list.csv");
            return await customer.SendAsync(HttpMethod.Post, "api/campaigns", form, ("Idempotency-Key", "campaign"));
        }
    }

    [Fact]
    public async Task AddedCalls_AreAddedOnce()
    {
        await using var server = await PlumServer.StartAsync();
        using var customer = await Customer.SignUpAsync(server);
        await customer.CampaignAsync();

        await AddAsync(customer);
        var again = await AddAsync(customer);
        Assert.Equal(("true", "1"), (again.Header("Idempotent-Replayed"), again.Header("X-Plum-Accepted")));
        Assert.Equal(1, (await customer.GetAsync("api/campaigns/1/calls")).Json.GetArrayLength());
    }

    private static Task<ApiReply> AddAsync(Customer customer) =>
        PostAsync(
            customer, "api/campaigns/add-calls", "add", ("campaign_id", "1"), ("phone_numbers", "[\"2223334444\"]"));

    private static async Task<ApiReply> PostAsync(
        Customer customer, string path, string key, params (string, string)[] fields)
    {
        using var form = Customer.Form(fields);
        return await customer.SendAsync(HttpMethod.Post, path, form, ("Idempotency-Key", key));
    }
}
