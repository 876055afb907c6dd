using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Trace;
using Plum.Functions.Tests.Calls;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Telemetry;

/// <summary>Alone, because activities and meters are the process's: other tests' servers would be seen, too.</summary>
[CollectionDefinition(nameof(Seen), DisableParallelization = true)]
public sealed class Seen;

/// <summary>What a collector sees of a campaign: each piece of work, and what it follows from.</summary>
[Collection(nameof(Seen))]
public sealed class TraceTests
{
    private static readonly DateTimeOffset Thursday = new(2022, 1, 6, 12, 0, 0, TimeSpan.FromHours(-5));

    [Fact]
    public async Task Campaign_IsSeenFromTheRequestToTheResult()
    {
        const int calls = 60;
        await using var receiver = await Demo.Receiver.StartAsync();
        await using var collector = await Collector.StartAsync();
        await using (var plum = await PlumServer.StartAsync(new() { Settings = collector.Settings }))
        {
            var campaign = await Example.CreateAsync(
                plum,
                calls,
                form => form with { StartUrl = receiver.StartUrl, ResultUrl = receiver.ResultUrl, MaxRetries = 1 });
            await plum.Client.StartCampaignAsync(campaign);
            await plum.AdvanceToAsync(Thursday);
            Assert.Equal(calls, (await plum.CountsAsync(campaign)).Final);
        }

        var spans = collector.Spans;
        var (plans, releases, dials, gateways, results) =
            (Of("plan"), Of("release"), Of("dial"), Of("gateway"), Of("result"));
        var start = Assert.Single(spans, span => span["http.route"] == "/api/campaigns/start");
        Assert.Equal(
            ("POST /api/campaigns/start", "200", "demo"),
            (start.Name, start["http.response.status_code"], start["plum.account"]));
        Assert.Contains(plans, plan => plan.Links.SequenceEqual([start.Id]));
        Assert.All(releases, release => Assert.Contains(plans, plan => Holds(plan, release)));
        Assert.All(dials, dial => Assert.Contains(Assert.Single(dial.Links), releases.Select(release => release.Id)));
        Assert.All(gateways, gateway => Assert.Contains(dials, dial => Holds(dial, gateway)));
        Assert.All(results, result => Assert.Contains(Assert.Single(result.Links), dials.Select(dial => dial.Id)));

        var everyCall = Enumerable.Range(1, calls).Select(id => $"{id}").Order();
        Assert.Equal(
            everyCall,
            gateways.Where(gateway => gateway["plum.attempt"] == "1").Select(gateway => gateway["plum.call"]!).Order());
        Assert.Equal(everyCall, results.Select(result => result["plum.call"]!).Order());
        Assert.Contains(gateways, gateway => gateway is { } again && again["plum.attempt"] == "2");
        Assert.All(gateways, gateway => Assert.Contains(gateway["plum.outcome"], new[] { "completed", "failed" }));
        Assert.All(results, result => Assert.Equal("accepted", result["plum.outcome"]));
        Assert.All(dials, dial => Assert.NotNull(dial["plum.run"]));
        Assert.All(
            plans.Concat(dials).Concat(results),
            root => Assert.Equal(("", "demo", "1"), (root.Parent, root["plum.account"], root["plum.campaign"])));
        Assert.All(receiver.Requests, request => Assert.DoesNotContain("traceparent", request.Headers.Keys));

        List<Span> Of(string name) => [.. spans.Where(span => span.Scope == "Plum" && span.Name == name)];
        bool Holds(Span parent, Span child) => (child.Id.Trace, child.Parent) == (parent.Id.Trace, parent.Id.Id);
    }

    [Fact]
    public async Task Telemetry_NamesTheServiceAsSet_AndCarriesTheCollectorsHeaders()
    {
        await using var collector = await Collector.StartAsync();
        await using (var plum = await PlumServer.StartAsync(new() { Settings = collector.Settings }))
        {
            using var answer = await plum.Client.GetAsync("api/schedules");
        }

        Assert.Equal(
            ("plum-under-test", "test"),
            (collector.Resource["service.name"], collector.Resource["deployment.environment.name"]));
        var version = typeof(PlumApp).Assembly.GetName().Version!.ToString(3);
        Assert.StartsWith(version, collector.Resource["service.version"], StringComparison.Ordinal);
        Assert.All(collector.Authorizations, authorization => Assert.Equal("Bearer collector", authorization));
        Assert.Contains(collector.Points, point =>
            point.Name == "http.server.request.duration" && point.Labels["http.route"] == "api/schedules");
        Assert.Contains(collector.Points, point => point.Name.StartsWith("dotnet.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Sampler_IsTheOneThatIsSet()
    {
        await using var collector = await Collector.StartAsync();
        var settings = new Dictionary<string, string?>(collector.Settings) { ["OTEL_TRACES_SAMPLER"] = "always_off" };
        await using (var plum = await PlumServer.StartAsync(new() { Settings = settings }))
        {
            using var answer = await plum.Client.GetAsync("api/schedules");
        }

        Assert.Empty(collector.Spans);
        Assert.NotEmpty(collector.Points);
    }

    [Fact]
    public async Task Request_NamesItsAccount_HoweverItSaysWhoAsks()
    {
        await using var collector = await Collector.StartAsync();
        await using (var plum = await PlumServer.StartAsync(new() { Settings = collector.Settings }))
        {
            using var customer = new Customer(plum.NewClient(), "demo");
            await customer.PostAsync("webservice/queuecall.php", ("login", "demo"), ("pin", "1234"));
            await customer.PostAsync("webservice/queuecall.php", ("login", "demo"), ("pin", "4321"));
            await plum.Client.GetAsync("api/campaigns");
        }

        var accounts = collector.Spans
            .Where(span => span["http.route"] is not null)
            .Select(span => (span.Name, Account: span["plum.account"] ?? ""))
            .Order();
        Assert.Equal(
            [
                ("GET /api/campaigns", "demo"),
                ("POST /webservice/queuecall.php", ""),
                ("POST /webservice/queuecall.php", "demo"),
            ], accounts);
    }

    [Fact]
    public async Task Trouble_IsSaidInTheLog_Once()
    {
        var log = new LogLines();
        await using var plum = await PlumServer.StartAsync(new()
        {
            Settings = new Dictionary<string, string?>
            {
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:9", // nobody listens there
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            },
            Services = services => services.AddLogging(logging => logging.AddProvider(log)),
        });

        for (var i = 0; i < 3; i++)
        {
            using var answer = await plum.Client.GetAsync("api/schedules");
            plum.Services.GetRequiredService<TracerProvider>().ForceFlush();
        }

        var line =
            Assert.Single(log.Lines, line => line.StartsWith("Telemetry is not sent. ", StringComparison.Ordinal));
        Assert.Contains("127.0.0.1:9", line, StringComparison.Ordinal);
    }
}
