using System.Net;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Plum.Functions.Health;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Health;

/// <summary>What whoever runs the service is told of it, without a token.</summary>
public sealed class HealthTests
{
    [Theory]
    [InlineData("health/live", """{"status":"live"}""")]
    [InlineData("health/ready", """{"status":"ready","parts":{"app":"ok","tables":"ok","queues":"ok"}}""")]
    public async Task Health_IsToldToAnyone_AndKeptByNobody(string path, string body)
    {
        await using var plum = await PlumServer.StartAsync();
        using var stranger = plum.NewClient();

        using var answer = await stranger.GetAsync(path);
        using var head = await stranger.SendAsync(new(HttpMethod.Head, path));

        Assert.Equal((HttpStatusCode.OK, body), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        Assert.True(answer.Headers.CacheControl?.NoStore);
        Assert.Equal((HttpStatusCode.OK, ""), (head.StatusCode, await head.Content.ReadAsStringAsync()));
    }

    [Theory]
    [InlineData("health/live", "POST", 405)]
    [InlineData("health/ready", "DELETE", 405)]
    [InlineData("health/ready", "OPTIONS", 204)]
    public async Task OtherMethods_AreNamedThoseThatThereAre(string path, string method, int status)
    {
        await using var plum = await PlumServer.StartAsync();
        using var stranger = plum.NewClient();

        using var answer = await stranger.SendAsync(new(new HttpMethod(method), path));

        Assert.Equal(
            (status, "GET, HEAD, OPTIONS"), ((int)answer.StatusCode, string.Join(", ", answer.Content.Headers.Allow)));
    }

    [Fact]
    public async Task Ready_AsksStorageOnceInFiveSeconds_HoweverOftenItIsAsked()
    {
        await using var plum = await PlumServer.StartAsync();
        var readiness = plum.Services.GetRequiredService<Readiness>();

        var operations = await StorageOperations.CountAsync(async () =>
        {
            for (var second = 0; second < 10; second++)
            {
                await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => readiness.LookAsync(default)));
                await plum.AdvanceAsync(TimeSpan.FromSeconds(1));
            }
        });

        Assert.Equal(
            ["queueProperties changes", "queueProperties changes", "upsert accounts", "upsert accounts"],
            operations.Order());
    }

    [Fact]
    public async Task Ready_SaysThatTablesAreNotSetUp_WhenSomebodyHasDeletedThem()
    {
        await using var plum = await PlumServer.StartAsync(new() { MayFail = true });
        using var stranger = plum.NewClient();

        await plum.Services.GetRequiredService<TableServiceClient>().GetTableClient("accounts").DeleteAsync();

        await AssertNotReadyAsync(
            stranger, """{"status":"not ready","parts":{"app":"ok","tables":"is not set up","queues":"ok"}}""");
    }

    [Fact]
    public async Task Ready_SaysThatTheServiceStops_WhileItStillAnswers()
    {
        await using var plum = await PlumServer.StartAsync();
        using var stranger = plum.NewClient();

        plum.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

        await AssertNotReadyAsync(
            stranger, """{"status":"not ready","parts":{"app":"stopping","tables":"ok","queues":"ok"}}""");
        Assert.Equal("""{"status":"live"}""", await stranger.GetStringAsync("health/live"));
    }

    [Fact]
    public async Task Ready_SaysThatTheServiceStarts_UntilEverybodyHasStarted()
    {
        Part? app = null;
        await using var plum = await PlumServer.StartAsync(new()
        {
            Services = services => services.AddHostedService(provider => new AtStart(async () =>
                app = (await provider.GetRequiredService<Readiness>().LookAsync(default))[0])),
        });

        Assert.Equal(new Part("app", "starting"), app);
    }

    private static async Task AssertNotReadyAsync(HttpClient client, string body)
    {
        using var answer = await client.GetAsync("health/ready");
        Assert.Equal(
            (HttpStatusCode.ServiceUnavailable, body), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
    }

    private sealed class AtStart(Func<Task> look) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => look();

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
