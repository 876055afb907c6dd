using Plum.Demo;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.WebServices;

/// <summary>queuecall as its documents and its clients know it, over HTTP.</summary>
public sealed class QueueCallTests
{
    [Theory]
    [InlineData("webservice/queuecall.php")]
    [InlineData("webservice/queuecall")]
    [InlineData("outbound/webservice/queuecall.php")]
    [InlineData("outbound/webservice/queuecall")]
    public async Task QueueCall_AnswersTheDocumentedXml_AndPlacesTheCall(string path)
    {
        await using var receiver = await Receiver.StartAsync();
        await using var plum = await PlumServer.StartAsync();

        var reply = await plum.PostAsync(path, ("login", "demo"), ("pin", "1234"), ("phone_number", "+1234567890;ani=8001234567"), ("start_url", receiver.StartUrl));

        Assert.Equal(
            $"""
            <?xml version="1.0"?>
            <queuecall status="queued" call_id="1">
                <login>demo</login>
                <pin>1234</pin>
                <phone_number>+1234567890;ani=8001234567</phone_number>
                <start_url>{receiver.StartUrl}</start_url>
            </queuecall>

            """,
            reply.Body);
        Assert.Equal((200, "text/xml; charset=utf-8"), (reply.Status, reply.Header("Content-Type")));
        Assert.Equal(("GET", false), (receiver.Requests.Single().Method, receiver.Requests.Single().IsCall));
    }

    [Fact]
    public async Task QueueCalls_AnswersWithEveryCall()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var plum = await PlumServer.StartAsync();
        using var form = Customer.Form(("login", "demo"), ("pin", "1234"), ("campaign_name", "Nightly"), ("start_url", receiver.StartUrl));
        form.Add(new StringContent("16175550001,ref1\n16175550002"), "phone_list", "list.txt");

        var reply = await plum.SendAsync("webservice/queuecalls.php", form);

        Assert.Equal(
            $"""
            <?xml version="1.0"?>
            <queuecalls status="queued" campaign_id="1" call_count="2">
                <login>demo</login>
                <pin>1234</pin>
                <campaign_name>Nightly</campaign_name>
                <start_url>{receiver.StartUrl}</start_url>
                <call call_id="1" phone_number="16175550001" message_reference="ref1"/>
                <call call_id="2" phone_number="16175550002" message_reference=""/>
            </queuecalls>

            """,
            reply.Body);
    }
}
