using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.WebServices;

/// <summary>What somebody may send to queuecalls of whom nobody knows yet who it is.</summary>
public sealed class StrangerTests(FaultTests.Server server) : IClassFixture<FaultTests.Server>
{
    [Theory]
    [InlineData(1_200_000)]
    [InlineData(700_000, 700_000)] // all parts together
    public async Task Strangers_MayNotSendALongListBeforeTheirPin(params int[] rows)
    {
        using var customer = await Customer.SignUpAsync(server.Plum);
        using var form = new MultipartFormDataContent();
        foreach (var count in rows)
        {
            form.Add(new StringContent(CampaignForm.Numbers(count)), "phone_list", "list.txt");
        }

        form.Add(new StringContent(customer.Login), "login");
        form.Add(new StringContent("1234"), "pin");

        var reply = await server.Plum.SendAsync("webservice/queuecalls.php", form);

        Assert.Equal(
            (413, "Send login and pin before a phone_list of more than 16,777,216 bytes."),
            (reply.Status, reply.Errors().Single()));
        await server.Plum.AssertNothingQueuedAsync(customer.Account);
    }

    [Fact]
    public async Task Strangers_MayNotHaveALongBodyKept()
    {
        using var content =
            new StringContent($"{{\"phone_list\":[{string.Concat(Enumerable.Repeat("0,", 1 << 19))}0]}}");

        var reply = await server.Plum.SendAsync("webservice/queuecalls.php", content);

        Assert.Equal(
            (413, "The body has more than 1,048,576 bytes; send a long list as a file in a multipart form."),
            (reply.Status, reply.Errors().Single()));
    }

    [Fact]
    public async Task ListBeforeThePin_IsTaken_WhenItIsShort()
    {
        using var customer = await Customer.SignUpAsync(server.Plum);
        using var form = new MultipartFormDataContent
        {
            { new StringContent("16175550001\n"), "phone_list", "list.txt" },
            { new StringContent(customer.Login), "login" },
            { new StringContent("1234"), "pin" },
            { new StringContent("Late"), "campaign_name" },
            { new StringContent("http://"), "start_url" },
        };

        var reply = await server.Plum.SendAsync("webservice/queuecalls.php", form);

        Assert.Equal(["start_url is not an absolute URL such as https://example.com/start."], reply.Errors());
    }
}
