using System.Reflection;
using System.Text.Json;
using Azure.Storage.Queues;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Plum.Functions.Tests.Support;
using Xunit;
using Xunit.Sdk;

namespace Plum.Functions.Tests.Shared;

/// <summary>
/// What the app's log says and does not say. Every server of these tests is watched: <see cref="LogWatch"/>.
/// </summary>
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

    [Theory]
    [InlineData("Plum.Functions.Tests.Support.LogWatch:LogLevel:Default")]
    [InlineData("Plum.Functions.Tests.Support.LogWatch:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics")]
    [InlineData("LogLevel:Microsoft.AspNetCore.Hosting")]
    [InlineData("LogLevel:Microsoft.AspNetCore.Server.Kestrel.BadRequests")]
    [InlineData("LogLevel:System.Net.Http.HttpClient.outbound")]
    public async Task Addresses_AreNotLogged_WhateverLevelIsSetForWhom(string setting)
    {
        await using var receiver = await Demo.Receiver.StartAsync();
        await using var plum = await PlumServer.StartAsync(
            new() { Settings = new Dictionary<string, string?> { [$"Logging:{setting}"] = "Trace" } });
        await plum.Client.GetAsync("api/volume/20220101/20220102/day/6175550177");
        await plum.Client.GetAsync("api/auth?tool=dev&login=demo&password=secret");
        await plum.Client.SendAsync(new(HttpMethod.Parse("16175550123"), "api/campaigns"));

        await plum.Client.QueueCallsAsync(
            "16175550123", [("start_url", receiver.StartUrl.Replace("start.php", "16175550123"))]);
    }

    [Fact]
    public async Task HostOfAResult_IsNotLogged_WhereItsNameIsATelephoneNumber()
    {
        await using var receiver = await Demo.Receiver.StartAsync();
        await using var plum = await PlumServer.StartAsync(
            new() { Settings = new Dictionary<string, string?> { ["Plum:Outbound:CheckUrls"] = "false" } });
        var urls = new[]
        {
            ("start_url", receiver.StartUrl),
            ("result_url", "http://16175550123.invalid/"),
            ("campaign_name", "quiet"),
        };
        var campaign = (await plum.Client.QueueCallsAsync("16175550177", urls)).Queued();

        await plum.AdvanceAsync(TimeSpan.FromMinutes(5));
        var calls = await plum.Client.GetStringAsync($"api/campaigns/{campaign.CampaignId}/calls");

        Assert.Equal("failing", JsonDocument.Parse(calls).RootElement[0].GetProperty("result_post").GetString());
    }

    [Fact]
    public async Task MessageThatIsNone_IsNotLogged()
    {
        await using var plum = await PlumServer.StartAsync(new() { MayFail = true });
        var poison = plum.Services.GetRequiredService<QueueServiceClient>().GetQueueClient("results-poison");
        await poison.CreateIfNotExistsAsync();
        await poison.SendMessageAsync("dial 16175550123");

        await plum.AdvanceAsync(TimeSpan.FromMinutes(1));

        Assert.Empty((await poison.PeekMessagesAsync(1)).Value);
    }

    [Fact]
    public void Events_HaveNumbersOfTheirOwn_AndNameCampaignsAndCallsAlike()
    {
        var events = (
            from assembly in new[] { typeof(PlumApp).Assembly, typeof(Plum.Standalone.Clock.VirtualClock).Assembly }
            from type in assembly.GetTypes()
            from method in type.GetMethods(
                BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic
                | BindingFlags.DeclaredOnly)
            let log = method.GetCustomAttribute<LoggerMessageAttribute>()
            where log is not null
            select (log.EventId, log.Message, Where: $"{type.Name}.{method.Name}")).ToList();

        Assert.NotEmpty(events);
        Assert.All(events.GroupBy(log => log.EventId), id => Assert.Single(id));
        var words = events
            .SelectMany(log => log.Message.Split('{').Skip(1).Select(part => part.Split('}', ':')[0]))
            .Distinct();
        Assert.Empty(words.Intersect(
        [
            "Number",
            "PhoneNumber",
            "Phone",
            "Pin",
            "Token",
            "Key",
            "SigningKey",
            "Password",
            "Url",
            "CampaignId",
            "Call",
        ]));
    }

    private static ILogger LogOf(PlumServer plum) =>
        plum.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Plum.Test");

    [LoggerMessage(1, LogLevel.Trace, "{Line}")]
    private static partial void Say(ILogger log, string line);

    [LoggerMessage(EventId = 2, Message = "It failed")]
    private static partial void Fail(ILogger log, LogLevel level, Exception exception);
}
