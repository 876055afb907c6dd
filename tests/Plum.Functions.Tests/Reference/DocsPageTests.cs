using System.Text.Json;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Reference;

/// <summary>
/// The page in Chromium: it sends a request with a token, its links lead to an operation, and no other host is asked.
/// </summary>
public sealed class DocsPageTests
{
    [Fact]
    public async Task Page_SendsARequest_AndAsksNoOtherHost()
    {
        await using var plum = await PlumServer.StartAsync();
        var order = JsonSerializer.Serialize(new
        {
            chromium = Tool.Chromium.Path,
            url = new Uri(plum.Address, "docs"),
            token = PlumServer.Token,
            pictures = Directory.CreateTempSubdirectory("plum-docs-").FullName,
        });

        var told = JsonElement.Parse(await NodeScript.RunAsync("docs.cjs", order, "playwright-core"));

        Assert.Equal("[]", told.GetProperty("others").GetRawText());
        Assert.Equal("[]", told.GetProperty("troubles").GetRawText());
        Assert.Equal(200, told.GetProperty("status").GetInt32());
        Assert.Contains("\"nickname\":\"3wkdays\"", told.GetProperty("sent").GetString(), StringComparison.Ordinal);
        Assert.Contains("3wkdays", await plum.Client.GetStringAsync("api/schedules"), StringComparison.Ordinal);
        var link = new Uri(plum.Address, "docs#tag/schedules/POST/api/schedules");
        Assert.Equal(link.ToString(), told.GetProperty("link").GetString());
        Assert.Equal(360, told.GetProperty("width").GetInt32());
        Assert.False(told.GetProperty("kept").GetBoolean()); // the token, in the browser's storage
    }
}
