using Microsoft.AspNetCore.Builder;
using Plum.Standalone.Host;
using Xunit;

namespace Plum.Standalone.Tests.Host;

public sealed class BannerTests
{
    [Theory]
    [InlineData("Development", true)]
    [InlineData("Production", false)]
    [InlineData("Staging", false)]
    public async Task Secrets_AreShown_InDevelopmentAlone(string environment, bool shown)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.Configuration["Plum:Development:Token"] = "a token";
        builder.Configuration["Plum:Development:Pin"] = "a PIN";
        await using var web = builder.Build();

        var text = new Banner(
            web,
            new("http://localhost:7071", "data", Fresh: false, VirtualStart: null),
            TimeProvider.System,
            "plum.db",
            isShown: true).Text();

        Assert.Contains("http://localhost:7071", text);
        Assert.Equal((shown, shown), (text.Contains("a token"), text.Contains("a PIN")));
    }
}
