using System.Text.RegularExpressions;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Shared;

/// <summary>What is answered where no function takes the request: the method is wrong, or the path.</summary>
public sealed class EverythingElseTests(SharedServer server) : IClassFixture<SharedServer>
{
    private static readonly string[] Methods =
        ["GET", "HEAD", "POST", "PATCH", "PUT", "DELETE", "OPTIONS", "TRACE", "BREW"];

    /// <summary>
    /// Every path where some methods are served, but for those of functions that take all and refuse by themselves.
    /// </summary>
    public static TheoryData<string> Paths =>
    [
        .. from path in Routes.All.Select(route => route.Path(_ => "1")).Distinct()
           where !ServedAt(path).Contains("OPTIONS")
           select path,
    ];

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task MethodThatIsNotServed_IsToldThoseThatAre(string path)
    {
        var served = ServedAt(path);
        Assert.NotEmpty(served);
        foreach (var method in Methods.Except(served))
        {
            var reply = await server.Plum.SendAsync(path, null, new(method));

            var (status, body) = method switch
            {
                "OPTIONS" => (204, ""),
                "HEAD" => (405, ""),
                _ => (405, $$"""{"status":"error","error":"The {{method}} method is not allowed here."}"""),
            };
            Assert.Equal((method, status, body), (method, reply.Status, reply.Body));
            Assert.Equal(string.Join(", ", [.. Methods.Intersect(served), "OPTIONS"]), reply.Header("Allow"));
        }
    }

    [Theory]
    [InlineData("nope", "/nope")]
    [InlineData("api", "/api")]
    [InlineData("api/", "/api/")]
    [InlineData("api/campaign", "/api/campaign")]
    [InlineData("api/campaigns/1/nope", "/api/campaigns/1/nope")]
    [InlineData("api/campaigns/1/calls/2/cancel/3", "/api/campaigns/1/calls/2/cancel/3")]
    [InlineData("api//campaigns", "/api//campaigns")]
    [InlineData("api/campaigns//", "/api/campaigns//")]
    [InlineData("api/campaign?token=secret", "/api/campaign")]
    [InlineData("api/%3Cscript%3E%22", "/api/%3Cscript%3E%22")]
    [InlineData("caf%C3%A9", "/caf%C3%A9")]
    [InlineData("a%2Fb%0D%0A%FF", "/a%2Fb%0D%0A%FF")]
    [InlineData("webservice/queuecalled", "/webservice/queuecalled")]
    public async Task PathWhereNothingIs_IsNamed(string path, string named)
    {
        foreach (var method in Methods)
        {
            var reply = await server.Plum.SendAsync(path, null, new(method));

            var error = $$"""{"status":"error","error":"There is nothing at {{named}}."}""";
            Assert.Equal((method, 404, method == "HEAD" ? "" : error), (method, reply.Status, reply.Body));
            Assert.Equal(("application/json", null), (reply.Header("Content-Type"), reply.Header("Allow")));
        }
    }

    [Fact]
    public async Task LongRequests_AreNotRepeatedWhole()
    {
        var path = await server.Plum.SendAsync(new string('a', 4000), null, HttpMethod.Get);
        var method = await server.Plum.SendAsync("api/campaigns", null, new(new string('A', 4000)));

        Assert.Equal(
            $$"""404 {"status":"error","error":"There is nothing at /{{new string('a', 99)}}...."}""", path.ToString());
        Assert.Equal(
            $$"""405 {"status":"error","error":"The {{new string('A', 100)}}... method is not allowed here."}""",
            method.ToString());
    }

    [Theory]
    [InlineData("POST", "api/campaigns/start", "The campaign id field is required.")]
    [InlineData("POST", "api/campaigns/stop", "The campaign id field is required.")]
    [InlineData("POST", "api/campaigns/add-calls", "The campaign id field is required.")]
    [InlineData("GET", "api/campaigns/start", "Campaign start not found.")]
    [InlineData("DELETE", "api/campaigns/stop", "Campaign stop not found.")]
    [InlineData("POST", "api/campaigns/2/calls/cancel", "Campaign 2 not found.")]
    [InlineData("GET", "api/campaigns/1/calls/cancel", "Call cancel not found.")]
    [InlineData("POST", "api/campaigns/1/dead-letters/resend", "success")]
    public async Task LiteralPath_IsOfItsOwnFunction_ForItsMethodAlone(string method, string path, string part)
    {
        using var customer = await server.SignUpAsync();
        await customer.CampaignAsync();

        var reply = await customer.SendAsync(new(method), path, null);

        Assert.Contains(part, reply.Body);
    }

    // By other means than the app's own.
    private static HashSet<string> ServedAt(string path) =>
    [
        .. from route in Routes.All
           where Regex.IsMatch(path, $"^{route.Path(_ => "[^/]+")}$")
           select route.Method,
    ];
}
