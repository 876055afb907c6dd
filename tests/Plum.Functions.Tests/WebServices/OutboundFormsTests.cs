using System.Text.RegularExpressions;
using Plum.Core.Queueing;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.WebServices;

/// <summary>The examples page: two plain forms that send what the services take.</summary>
public sealed partial class OutboundFormsTests(SharedServer server) : IClassFixture<SharedServer>
{
    [Theory]
    [InlineData("outbound")]
    [InlineData("outbound/")]
    public async Task Page_IsPlainHtml_ThatRunsNothing(string path)
    {
        var page = await server.Plum.SendAsync(path, null, HttpMethod.Get);

        Assert.Equal((200, "text/html; charset=utf-8"), (page.Status, page.Header("Content-Type")));
        Assert.Matches(
            "^default-src 'none'; style-src 'sha256-[^']+='; form-action 'self'; frame-ancestors 'none'; base-uri "
                + "'none'$",
            page.Header("Content-Security-Policy"));
        Assert.Equal(
            ("DENY", "no-store", "nosniff"),
            (page.Header("X-Frame-Options"), page.Header("Cache-Control"), page.Header("X-Content-Type-Options")));
        Assert.DoesNotMatch("<script|style=|\\son[a-z]+=", page.Body);
    }

    [Fact]
    public async Task Forms_HoldEveryVariable_WithItsLabelAndHelp()
    {
        var forms = (await server.Plum.SendAsync("outbound/", null, HttpMethod.Get)).Body.Split("<form ")[1..];

        Assert.Contains("action=\"webservice/queuecall.php\" method=\"post\"", forms[0]);
        Assert.Contains(
            "action=\"webservice/queuecalls.php\" method=\"post\" enctype=\"multipart/form-data\"", forms[1]);
        Assert.Equal(QueueRequests.QueueCallVariables.Except(["max_retry"]).Order(), Names(forms[0]));
        Assert.Equal(
            QueueRequests.QueueCallsVariables.Except(["max_retry"]).Append("phone_list").Order(), Names(forms[1]));
        Assert.All(forms, form => Assert.All(Fields().Matches(form), field =>
        {
            var id = Regex.Match(field.Value, " id=\"([^\"]+)\"").Groups[1].Value;
            Assert.Contains($"<label for=\"{id}\">", form);
            Assert.Contains($"aria-describedby=\"{id}-help\"", field.Value);
            Assert.Contains($"<small id=\"{id}-help\">", form);
        }));
        Assert.Equal(["login", "phone_number", "pin", "start_url"], Required(forms[0]));
        Assert.Equal(["campaign_name", "login", "phone_list", "pin", "start_url"], Required(forms[1]));
        Assert.All(forms, form =>
            Assert.Matches("name=\"pin\" type=\"password\" required maxlength=\"16\" autocomplete=\"off\"", form));
    }

    [Fact]
    public async Task Page_IsOnlyRead()
    {
        var reply = await server.Plum.SendAsync("outbound/", null, HttpMethod.Post);
        var head = await server.Plum.SendAsync("outbound/", null, HttpMethod.Head);

        Assert.Equal((405, "GET, HEAD, OPTIONS"), (reply.Status, reply.Header("Allow")));
        Assert.Equal((200, ""), (head.Status, head.Body));
    }

    private static IEnumerable<string> Names(string form) => Fields().Matches(form).Select(Name).Order();

    private static IEnumerable<string> Required(string form) =>
        Fields().Matches(form).Where(field => field.Value.Contains(" required")).Select(Name).Order();

    private static string Name(Match field) => Regex.Match(field.Value, " name=\"([^\"]+)\"").Groups[1].Value;

    [GeneratedRegex("<(input|textarea|select) [^>]+>")]
    private static partial Regex Fields();
}
