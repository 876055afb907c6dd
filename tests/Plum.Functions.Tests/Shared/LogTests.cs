using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Plum.Functions.Tests.Support;
using Xunit;
using Xunit.Sdk;

namespace Plum.Functions.Tests.Shared;

/// <summary>What the app's log says and does not say. Every server of these tests is watched: <see cref="LogWatch"/>.</summary>
public sealed partial class LogTests
{
    [Theory]
    [InlineData("dialing 16175550123")]
    [InlineData("dialing tel:+16175550123;ani=6175550100")]
    [InlineData("dialing 617-555-0123")]
    [InlineData("dialing (617) 555-0123")]
    [InlineData("GET /api/volume/20220101/20220131/day/6175550100")]
    [InlineData("login demo with 1234")]
    [InlineData("login=demo&pin=9753")]
    [InlineData("/api/auth?login=demo&password=secret")]
    [InlineData("""{"pin":"9753"}""")]
    [InlineData("Authorization: Basic ZGVtbzoxMjM0")]
    [InlineData("Authorization: Bearer plum_wrong")]
    [InlineData("token plum_0123456789abcdef")]
    [InlineData("token " + PlumServer.Token)]
    [InlineData("signed by 7592b08ee76bc00e290ee917d1c081443d4b39b31157bef15cb496426d46c791")]
    public void Watch_TakesItForASecret(string line) => Assert.NotNull(Secrets.In(line));

    [Fact]
    public async Task Watch_FailsTheTest_WhoseServerLogsASecret_InALine_AScopeOrAnException()
    {
        const string line = "dialing 16175550123";
        var first = await PlumServer.StartAsync();
        Say(LogOf(first), line);
        var second = await PlumServer.StartAsync();
        using (LogOf(second).BeginScope(new Dictionary<string, object> { ["Line"] = line }))
        {
            Say(LogOf(second), "within");
        }

        var third = await PlumServer.StartAsync();
        var (log, fault) = (LogOf(third), new InvalidOperationException(line));
        Fail(log, LogLevel.Debug, fault);

        await Assert.ThrowsAnyAsync<XunitException>(async () => await first.DisposeAsync());
        await Assert.ThrowsAnyAsync<XunitException>(async () => await second.DisposeAsync());
        await Assert.ThrowsAnyAsync<XunitException>(async () => await third.DisposeAsync());
    }

    [Theory]
    [InlineData("campaign demo-0000000001 at 1640970000, call 17, 2021-12-31T17:15:00Z")]
    [InlineData("connection 0HNQ7OKD61EFN took 2345.67890123 ms for 1640970000123 of 105834710 bytes, port 12345")]
    [InlineData("token 3 of account demo; its key=* and password=*")]
    public void Watch_TakesIdsAndTimes_ForNoSecrets(string line) => Assert.Null(Secrets.In(line));

    [Fact]
    public async Task Watch_FailsTheTest_WhoseServerLogsAnErrorItDoesNotExpect()
    {
        var plum = await PlumServer.StartAsync();
        var (log, fault) = (LogOf(plum), new InvalidOperationException());
        Fail(log, LogLevel.Error, fault);

        await Assert.ThrowsAnyAsync<XunitException>(async () => await plum.DisposeAsync());
    }

    [Fact]
    public void Events_HaveNumbersOfTheirOwn_AndNameCampaignsAndCallsAlike()
    {
        var events = (
            from assembly in new[] { typeof(PlumApp).Assembly, typeof(Plum.Standalone.Host.VirtualClock).Assembly }
            from type in assembly.GetTypes()
            from method in type.GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
            let log = method.GetCustomAttribute<LoggerMessageAttribute>()
            where log is not null
            select (log.EventId, log.Message, Where: $"{type.Name}.{method.Name}")).ToList();

        Assert.NotEmpty(events);
        Assert.All(events.GroupBy(log => log.EventId), id => Assert.Single(id));
        var words = events.SelectMany(log => log.Message.Split('{').Skip(1).Select(part => part.Split('}', ':')[0])).Distinct();
        Assert.Empty(words.Intersect(["Number", "PhoneNumber", "Phone", "Pin", "Token", "Key", "SigningKey", "Password", "Url", "CampaignId", "Call"]));
    }

    private static ILogger LogOf(PlumServer plum) => plum.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Plum.Test");

    [LoggerMessage(1, LogLevel.Trace, "{Line}")]
    private static partial void Say(ILogger log, string line);

    [LoggerMessage(EventId = 2, Message = "It failed")]
    private static partial void Fail(ILogger log, LogLevel level, Exception exception);
}
