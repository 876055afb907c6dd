using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Plum.Core.Calls;
using Plum.Core.Campaigns;
using Plum.Functions.Calls;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Calls;

/// <summary>A service that is stopped in good order while it dials; its carrier does not recognise attempts.</summary>
public sealed class StopTests
{
    private static readonly DateTimeOffset Eight = new(2022, 1, 3, 8, 0, 0, TimeSpan.FromHours(-5));
    private readonly RecordingGateway _gateway = new();

    [Fact]
    public async Task Stop_WhileCallsArePlaced_RecordsThem_AndDialsTheOthersAfterwards()
    {
        const int calls = 600;
        await using var plum = await StartAsync();
        var campaign = await Dense.CreateAsync(plum, calls);
        await plum.Client.StartCampaignAsync(campaign);

        // From the twentieth second on, the carrier has no answer before the stop: six of ten calls wait for it then.
        var answers = new TaskCompletionSource();
        var silence = NodaTime.Instant.FromDateTimeOffset(Eight.AddSeconds(20));
        _gateway.Before = request => request.At < silence ? Task.CompletedTask : answers.Task;
        await plum.AdvanceToAsync(Eight.AddSeconds(20.55));
        var asked = _gateway.Asked.Count;
        plum.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(answers.SetResult);
        await plum.RestartAsync();

        Assert.Equal((206, 206), (asked, _gateway.Asked.Count));
        Assert.Equal(206, (await RecordsAsync(plum, campaign, calls)).Count(record => record.Attempts.Length == 1));
        await CheckCountsAsync(plum, campaign, calls);

        await plum.AdvanceToAsync(Eight.AddHours(1));
        await CheckEndAsync(plum, campaign, calls);
    }

    /// <summary>P3, P4: the stop comes at one request to storage after the other, from claim to record.</summary>
    [Fact]
    public async Task Stop_AtAnyRequestToStorage_LosesNoCall_AndRingsNobodyTwice()
    {
        var request = 1;
        while (await StopAtAsync(request))
        {
            request++;
        }

        Assert.InRange(request, 8, 100); // two runs: their claims and records, and what is looked at before
    }

    private async Task<bool> StopAtAsync(int request)
    {
        const int calls = 12;
        _gateway.Forget();
        await using var receiver = await Demo.Receiver.StartAsync();
        PlumServer? stopping = null;
        var (armed, requests) = (false, 0);
        await StorageOperations.WatchAsync(RunAsync, _ =>
        {
            if (Volatile.Read(ref armed) && Interlocked.Increment(ref requests) == request)
            {
                stopping!.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
            }
        });
        return requests >= request;

        async Task RunAsync()
        {
            await using var plum = await StartAsync();
            stopping = plum;
            var campaign = await Dense.CreateAsync(
                plum, calls, form => form with { StartUrl = receiver.StartUrl, ResultUrl = receiver.ResultUrl });
            await plum.Client.StartCampaignAsync(campaign);
            await plum.AdvanceToAsync(Eight.AddSeconds(-0.2));

            Volatile.Write(ref armed, true);
            await plum.AdvanceToAsync(Eight.AddSeconds(1.5));
            Volatile.Write(ref armed, false);
            await plum.RestartAsync();
            await CheckCountsAsync(plum, campaign, calls);
            await plum.AdvanceToAsync(Eight.AddHours(1));

            await CheckEndAsync(plum, campaign, calls);
            Assert.Equal(calls, receiver.Results.Select(result => result["call_id"]).Distinct().Count());
        }
    }

    private async Task CheckEndAsync(PlumServer plum, int campaign, int calls)
    {
        var everyone = Enumerable.Range(0, calls).Select(i => (long)i);
        Assert.Equal(everyone, _gateway.Asked.Select(call => call.Position).Order());
        Assert.Equal(calls, (await plum.CountsAsync(campaign)).Final);
        var records = await RecordsAsync(plum, campaign, calls);
        Assert.All(records, record => Assert.NotEqual(CalleeType.Unknown, Assert.Single(record.Attempts).CalleeType));
    }

    private static async Task CheckCountsAsync(PlumServer plum, int campaign, int calls)
    {
        var counts = await plum.CountsAsync(campaign);
        Assert.Equal(calls, counts.Accepted);
        Assert.Equal(calls, counts.Waiting + counts.Retrying + counts.InFlight + counts.Final);
    }

    private static Task<List<CallRecord>> RecordsAsync(PlumServer plum, int campaign, int calls) =>
        plum.Services.GetRequiredService<CallTable>()
            .CallsAsync(new CampaignKey("demo", campaign), 0, calls, default).ToListAsync().AsTask();

    private Task<PlumServer> StartAsync() => PlumServer.StartAsync(new()
    {
        Start = Eight.AddMinutes(-1),
        Services = _gateway.Register,
        Settings = new Dictionary<string, string?>
        {
            ["Plum:Gateway:TakesIdempotencyKey"] = "false",
            ["Plum:Gateway:FetchStartUrl"] = "false",
            ["Plum:Gateway:LongestCallSeconds"] = "5",
        },
    });
}
