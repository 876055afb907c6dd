using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Plum.Functions.WebServices;

/// <summary>/outbound/hello.vxml (Hello): a start_url for the first call of somebody who has none yet.</summary>
public static class HelloVoiceXml
{
    private const string Document = """
        <?xml version="1.0" encoding="UTF-8"?>
        <vxml version="2.1" xmlns="http://www.w3.org/2001/vxml">
            <form><block><prompt>Hello. This call was placed by Plum Functions.</prompt></block></form>
        </vxml>
        """;

    [Function(nameof(HelloVoiceXml))]
    public static IResult Run(
        [HttpTrigger(
            AuthorizationLevel.Anonymous, "get", "head", "post", Route = "outbound/hello.vxml")] HttpRequest http) =>
        Results.Text(Document, "application/voicexml+xml", Encoding.UTF8);
}
