using Plum.Functions.Shared.Input;
using Xunit;

namespace Plum.Functions.Tests.Shared.Input;

/// <summary>The same parameters in every form a client would try.</summary>
public sealed class RequestFieldsTests(InputServer server) : IClassFixture<InputServer>
{
    private const string Form = "application/x-www-form-urlencoded";

    [Theory]
    [InlineData(Form, """days=["mon","wed"]&n=5""")]
    [InlineData(Form, "days=%5B%22mon%22%2c+%22wed%22%5D&n=5")]
    [InlineData(Form, "days=mon&days=wed&n=5")]
    [InlineData(Form, "days[]=mon&days[]=wed&n=5")]
    [InlineData(Form, "days%5B0%5D=mon&days%5B1%5D=wed&n=5")]
    [InlineData(Form, "days[1]=wed&days[0]=mon&n=5")]
    [InlineData(Form + "; charset=utf-8", "&n=5&&days[]=mon&days[]=wed&")]
    [InlineData(Form, """{"days":["mon","wed"],"n":5}""")] // curl -d without a header
    [InlineData("application/json", """{"days":["mon","wed"],"n":5}""")]
    [InlineData("application/json; charset=utf-8", "\uFEFF {\"days\":\"[\\\"mon\\\",\\\"wed\\\"]\",\"n\":\"5\"}")]
    [InlineData("application/vnd.api+json", """{"days":["mon","wed"],"n":5}""")]
    [InlineData("application/xml", """{"days":["mon","wed"],"n":5}""")] // a type the document suggests
    [InlineData("text/plain", "days[]=mon&days[]=wed&n=5")]
    [InlineData(null, "n=5&days=mon&days=wed")]
    public async Task Array_GivesTheList_HoweverItWasSent(string? type, string body)
    {
        var fields = await Fields(type, body);

        Assert.Equal(["mon", "wed"], fields.Array("days"));
        Assert.Equal("5", fields["n"]);
    }

    [Theory]
    [InlineData("multipart/form-data; boundary=XyZ")]
    [InlineData("multipart/form-data; boundary=\"XyZ\"")]
    [InlineData("multipart/form-data")] // copied from the document without the boundary
    [InlineData("application/json")]
    [InlineData("application/json; boundary=XyZ")] // what curl makes of the document's own command
    [InlineData("application/xml")]
    [InlineData(Form)]
    [InlineData("text/plain")]
    [InlineData(null)]
    public async Task Multipart_IsToldByItsBytes(string? type)
    {
        var fields = await Fields(
            type, Multipart(("form-data; name=\"days\"", "[\"mon\"]"), ("attachment; name=nickname", "Grüße \"x\"")));

        Assert.Equal(["mon"], fields.Array("days"));
        Assert.Equal("Grüße \"x\"", fields["nickname"]);
    }

    [Fact]
    public async Task Json_BuildsWhatBracketedNamesSpell()
    {
        var fields = await Fields(
            Form,
            "profiles[0][profile]=A&profiles[0][start_time]=08:00&profiles[1][profile]=B&x[]=1&x[][y]=2&odd]=3&[z]=4&a[b]c=5");

        Assert.Equal(
            """[{"profile":"A","start_time":"08:00"},{"profile":"B"}]""", fields.Json("profiles")!.Value.GetRawText());
        Assert.Equal("""["1",{"y":"2"}]""", fields.Json("x")!.Value.GetRawText());
        Assert.Equal(("3", "4", "5"), (fields["odd]"], fields["[z]"], fields["a[b]c"]));
    }

    [Fact]
    public async Task Values_AreToldFromAbsentOnes()
    {
        var fields =
            await Fields("application/json", """{"empty":"","nothing":null,"yes":true,"n":1.50,"o":{"a":1}}""");

        Assert.Equal(
            ("", null, "true", "1.50", """{"a":1}""", null),
            (fields["empty"], fields["nothing"], fields["yes"], fields["n"], fields["o"], fields["other"]));
        Assert.Equal((true, true, false), (fields.Has("empty"), fields.Has("nothing"), fields.Has("other")));
        Assert.Null(fields.Array("empty"));
        Assert.Null(fields.Array("n"));
    }

    [Fact]
    public async Task Names_AreComparedExactly() => Assert.Null((await Fields(Form, "Days=x"))["days"]);

    [Fact]
    public async Task Body_WinsOverTheQueryString()
    {
        var received =
            await server.SendAsync(InputServer.Request(Form, "a=body&b=2"u8.ToArray(), target: "/?a=query&c=3+4&d"));

        Assert.Equal(
            ("body", "2", "3 4", ""),
            (received.Fields!["a"], received.Fields["b"], received.Fields["c"], received.Fields["d"]));
        Assert.Equal(["a", "b", "c", "d"], received.Fields.Names);
    }

    [Fact]
    public async Task Files_AreHandedOnInTheirPlace()
    {
        var received = await server.PostAsync(null, Multipart(
            ("form-data; name=\"a\"", "1"),
            ("form-data; name=\"phone_list\"; filename=\"list.csv\"\r\nContent-Type: text/csv", "6177123000\r\n"),
            ("form-data; name=\"b\"", "2"),
            ("form-data; name=\"other\"; filename=\"C:\\Users\\My Account\\ünï.csv\"", "x"),
            ("form-data; name=\"none\"; filename=\"\"", "")));

        Assert.Equal(
            [
                new("phone_list", "list.csv", "text/csv", "6177123000\r\n", "a"),
                new("other", "C:\\Users\\My Account\\ünï.csv", null, "x", "a,b"),
            ],
            received.Files);
        Assert.Equal(["a", "b"], received.Fields!.Names);
    }

    [Fact]
    public async Task LongInlineLists_AreHandedOnLikeFiles()
    {
        var list = "[" + string.Join(',', Enumerable.Range(0, 10_000).Select(i => $"\"617{i:D7}\"")) + "]";

        var received = await server.PostAsync(
            null, Multipart(("form-data; name=\"phone_numbers\"", list), ("form-data; name=\"b\"", "2")));
        var kept =
            await server.PostAsync(null, Multipart(("form-data; name=\"phone_numbers\"", list)), takesFiles: false);

        Assert.Equal([new("phone_numbers", null, null, list, "")], received.Files);
        Assert.Equal((false, "2"), (received.Fields!.Has("phone_numbers"), received.Fields["b"]));
        Assert.Equal(10_000, kept.Fields!.Array("phone_numbers")!.Count);
    }

    [Fact]
    public async Task Files_AreReadOver_WhenNobodyTakesThem()
    {
        var received = await server.PostAsync(
            null, Multipart(("form-data; name=\"f\"; filename=\"f\"", new string(
                'x', 200_000)), ("form-data; name=\"b\"", "2")), takesFiles: false);

        Assert.Equal(["b"], received.Fields!.Names);
    }

    [Fact]
    public async Task EmptyBodies_HaveNoFields()
    {
        Assert.Empty((await Fields("application/json", "")).Names);
        Assert.Empty((await Fields("multipart/form-data; boundary=x", " \r\n")).Names);
        Assert.Empty((await Fields("multipart/form-data; boundary=XyZ", Multipart())).Names);
    }

    internal static string Multipart(params (string Disposition, string Value)[] parts) =>
        string.Concat(parts.Select(part => $"--XyZ\r\nContent-Disposition: {part.Disposition}\r\n\r\n{part.Value}\r\n"))
            + "--XyZ--\r\n";

    private async Task<RequestFields> Fields(string? type, string body)
    {
        var received = await server.PostAsync(type, body);
        Assert.Null(received.Refusal?.Message);
        return received.Fields!;
    }
}
