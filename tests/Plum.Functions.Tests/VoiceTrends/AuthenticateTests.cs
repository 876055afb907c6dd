using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.VoiceTrends;

/// <summary>POST /api/auth, as the VoiceTrends API documents it.</summary>
public sealed partial class AuthenticateTests(SharedServer server) : IClassFixture<SharedServer>
{
    private PlumServer Plum => server.Plum;

    [Theory]
    [InlineData("dev")]
    [InlineData("insight")]
    [InlineData("fuseplus")]
    public async Task Auth_IsTheDocumentedSample_ByteForByte(string tool)
    {
        using var customer = await server.SignUpAsync();

        var reply = await Plum.AuthenticateAsync(customer.Login, tool: tool);

        Assert.Equal(200, reply.Status);
        Assert.Matches(Sample(), reply.Body);
        Assert.Equal("90", reply.Header("Content-Length"));
        Assert.Equal("application/json", reply.Header("Content-Type"));
        Assert.Equal(("15", "14", Reset()), reply.RateLimit());
        Assert.Equal("no-store", reply.Header("Cache-Control"));
    }

    [Fact]
    public async Task Auth_GivesOthersEveryTime_AndAllOfThemAreGood()
    {
        using var customer = await server.SignUpAsync();
        var (first, second) = (await Plum.LogInAsync(customer.Login), await Plum.LogInAsync(customer.Login));

        Assert.Equal(4, new HashSet<string>([.. first.Split(':'), .. second.Split(':')]).Count);
        Assert.Equal(200, (await Plum.VolumeAsync(first)).Status);
        Assert.Equal(200, (await Plum.VolumeAsync(second)).Status);
    }

    [Fact]
    public async Task Parameters_MayComeInTheQuery_AsMultipartOrAsJson_AndTheBodyWins()
    {
        using var customer = await server.SignUpAsync();
        var login = Uri.EscapeDataString(customer.Login);
        using var multipart = Customer.Form(("tool", "dev"), ("login", customer.Login), ("password", "1234"));

        var query = $"api/auth?tool=dev&login={login}&password=";
        using var form = new FormUrlEncodedContent([new("password", "1234")]);
        using var json = JsonContent.Create(new { tool = "dev", login = customer.Login, password = "1234" });

        Assert.Equal(200, (await Plum.SendAsync(HttpMethod.Post, $"{query}1234")).Status);
        Assert.Equal(200, (await Plum.SendAsync(HttpMethod.Post, "api/auth", multipart)).Status);
        Assert.Equal(200, (await Plum.SendAsync(HttpMethod.Post, $"{query}wrong", form)).Status);
        Assert.Equal(200, (await Plum.SendAsync(HttpMethod.Post, "api/auth", json)).Status);
    }

    [Fact]
    public async Task Auth_IsXml_WhenThatIsAskedFor()
    {
        using var customer = await server.SignUpAsync();
        var query = $"api/auth?tool=dev&login={Uri.EscapeDataString(customer.Login)}&password=";

        var right = await Plum.SendAsync(HttpMethod.Post, $"{query}1234", null, ("Accept", "application/xml"));
        var wrong = await Plum.SendAsync(HttpMethod.Post, $"{query}4321", null, ("Accept", "application/xml"));

        Assert.Equal("application/xml", right.Header("Content-Type"));
        Assert.Matches(
            """^<\?xml version="1\.0"\?><result><login>[0-9a-f]{32}</login><password>[0-9a-f]{32}</password></result>$""",
            right.Body);
        Assert.Equal(
            """401 <?xml version="1.0"?><result><error>The login or PIN is wrong.</error></result>""",
            wrong.ToString());
    }

    [Fact]
    public async Task WrongPassword_AndUnknownLogin_LookAlike()
    {
        using var customer = await server.SignUpAsync();

        var wrong = await Plum.AuthenticateAsync(customer.Login, "4321");
        var unknown = await Plum.AuthenticateAsync("nobody at all", "4321");

        Assert.Equal("""401 {"error":"The login or PIN is wrong."}""", wrong.ToString());
        Assert.Equal(wrong.ToString(), unknown.ToString());
        Assert.Equal(("15", "14", Reset()), wrong.RateLimit());
        Assert.Equal(wrong.RateLimit(), unknown.RateLimit());
        Assert.Equal(wrong.Headers.Select(header => header.Key), unknown.Headers.Select(header => header.Key));
    }

    [Theory]
    [InlineData("", "tool is missing. login is missing. password is missing.")]
    [InlineData("tool=dev&login=demo", "password is missing.")]
    [InlineData("tool=&login=demo&password=1234", "tool is missing.")]
    [InlineData("tool=fuse&login=demo&password=1234", "tool is 'fuse'; it may be dev, insight or fuseplus.")]
    [InlineData(
        "tool=dev&login=demo&password=12345678901234567", "password has 17 characters; at most 16 are allowed.")]
    [InlineData("tool=dev&login=a%00b&password=1234", "login has the control character U+0000.")]
    public async Task BadParameters_AreNamed_AndNotCounted(string form, string error)
    {
        using var content = new StringContent(form, null!, "application/x-www-form-urlencoded");

        var reply = await Plum.SendAsync(HttpMethod.Post, "api/auth", content);

        Assert.Equal((400, error), (reply.Status, reply.Error()));
        Assert.Equal(("15", "15", Reset()), reply.RateLimit());
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    public async Task OtherMethods_GetTheDocumentedText(string method)
    {
        var reply = await Plum.SendAsync(new(method), "api/auth?tool=dev&login=demo&password=1234");

        Assert.Equal((405, "POST"), (reply.Status, reply.Header("Allow")));
        Assert.Equal(
            method == "HEAD" ? "" : """{"error":"invalid HTTP method supplied (only POST allowed)"}""", reply.Body);
        Assert.Equal(("15", "15", Reset()), reply.RateLimit());
    }

    [Theory]
    [InlineData("application/json", "{", 400)]
    [InlineData("application/json", "[]", 400)]
    [InlineData("multipart/form-data; boundary=x", "--x\r\n", 400)]
    public async Task BrokenBody_IsRefusedInThisForm(string type, string body, int status)
    {
        var content = new StringContent(body);
        content.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse(type);

        var reply = await Plum.SendAsync(HttpMethod.Post, "api/auth", content);

        Assert.Equal(status, reply.Status);
        Assert.NotEmpty(reply.Error());
        Assert.Equal(("15", "15", Reset()), reply.RateLimit());
    }

    [Fact]
    public async Task HugeBody_IsRefused()
    {
        using var content = new StringContent(new string('x', 1 << 17), null!, "application/x-www-form-urlencoded");

        var reply = await Plum.SendAsync(HttpMethod.Post, "api/auth", content);

        Assert.Equal(413, reply.Status);
        Assert.NotEmpty(reply.Error());
    }

    private string Reset() => ((Plum.Time.GetUtcNow().ToUnixTimeSeconds() / 900 * 900) + 900).ToString();

    [GeneratedRegex("""^\{"login":"[0-9a-f]{32}","password":"[0-9a-f]{32}"\}$""")]
    private static partial Regex Sample();
}
