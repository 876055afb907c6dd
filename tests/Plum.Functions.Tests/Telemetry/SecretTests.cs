using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Trace;
using Plum.Functions.Accounts;
using Plum.Functions.Shared.Telemetry;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Telemetry;

/// <summary>What telemetry never says, and that without a place to send it to there is none.</summary>
[Collection(nameof(Seen))]
public sealed class SecretTests
{
    private const string Pin = "90748136";
    private const string Number = "16175550123";
    private const string CallerId = "6175550177";

    [Fact]
    public async Task Nothing_ThatIsSent_HoldsATelephoneNumber_APinOrAToken()
    {
        var token = Guid.NewGuid().ToString();
        string made;
        await using var receiver = await Demo.Receiver.StartAsync();
        await using var collector = await Collector.StartAsync();
        receiver.Fail("/result.php", times: 1);
        receiver.Fail("/start.php", times: 3, status: 500);
        var settings = new Dictionary<string, string?>(collector.Settings) { ["Logging:LogLevel:Default"] = "Debug" };
        await using (var plum = await PlumServer.StartAsync(new() { Settings = settings }))
        {
            Assert.True(
                await plum.Services.GetRequiredService<AccountDirectory>().TryAddAsync("quiet", "quiet", Pin, default));
            await plum.Services.GetRequiredService<TokenTable>().AddAsync("quiet", token, default);
            using var quiet = new Customer(plum.NewClient(token), "quiet");
            made = await quiet.TokenAsync("another");
            await quiet.GetAsync($"api/auth?tool=dev&login=quiet&password={Pin}");
            await quiet.GetAsync($"api/auth?tool=dev&login=quiet&password=wrong{Pin}");
            await quiet.GetAsync($"api/volume/20220101/20220102/day/{CallerId}");
            await quiet.GetAsync($"api/campaigns?token={token}&phone_number={Number}");
            await quiet.SendAsync(HttpMethod.Parse(Number), "api/campaigns", null);
            for (var i = 0; i < 10; i++)
            {
                await quiet.PostAsync(
                    "webservice/queuecall.php",
                    ("login", "quiet"),
                    ("pin", Pin),
                    ("phone_number", $"tel:+{Number};ani={CallerId}"),
                    ("start_url", $"{receiver.StartUrl}?pin={Pin}&n={Number}"),
                    ("result_url", $"{receiver.ResultUrl}?token={token}"));
            }

            await plum.AdvanceAsync(TimeSpan.FromMinutes(10));
            Assert.Equal(10, receiver.Results.Select(result => result["call_id"]).Distinct().Count());
        }

        Assert.True(collector.HasLogs);
        Assert.Contains(collector.Spans, span => span.Name == "GET /api/auth");
        Assert.Contains(collector.Spans, span => span.Name.StartsWith("GET /api/volume/{", StringComparison.Ordinal));
        foreach (var secret in new[] { Pin, Number[1..], CallerId, token, made })
        {
            Assert.DoesNotContain(secret, collector.Everything, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task Nothing_Listens_AndNoMessageCarriesACause_WithoutAnEndpoint()
    {
        await using var plum = await PlumServer.StartAsync();
        using var source = new ActivitySource("Plum");
        Assert.False(source.HasListeners());
        Assert.Null(plum.Services.GetService<TracerProvider>());

        // Though somebody else records what goes on here.
        using var other = new Activity("request") { ActivityTraceFlags = ActivityTraceFlags.Recorded };
        other.SetIdFormat(ActivityIdFormat.W3C).Start();
        Assert.True(other.Recorded);
        Assert.Null(Spans.Cause);
    }
}
