using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Plum.Functions.Campaigns;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Campaigns;

/// <summary>
/// What is done to a call is in the audit log, also when whoever asked for it goes away before the answer.
/// </summary>
public sealed class CancelAuditTests
{
    [Fact]
    public async Task Cancel_IsNoted_WheneverItsCallerGoesAway()
    {
        await using var plum = await PlumServer.StartAsync();
        using var demo = new Customer(plum.NewClient(PlumServer.Token), "demo");
        await demo.CampaignAsync(string.Join('\n', Enumerable.Range(0, 30).Select(i => $"61755501{i:D2}")));
        var cancel = ActivatorUtilities.CreateInstance<CancelCampaignCall>(plum.Services);
        var (broken, canceled) = (0, 0);
        for (var call = 1; call <= 30; call++)
        {
            broken += await IsBrokenOffAsync(cancel, call, operations: call) ? 1 : 0;
            if ((await demo.GetAsync($"api/campaigns/1/calls/{call}")).Body.Contains(
                "\"canceled\"", StringComparison.Ordinal))
            {
                canceled++;
                Assert.Contains(
                    $$$"""canceled campaign 1 {"call_id":{"from":null,"to":{{{call}}}}}""", (await demo.LogAsync())[0]);
            }
        }

        Assert.InRange(canceled, 10, 29);
        Assert.InRange(broken, 1, 20);
    }

    /// <summary>
    /// Whether the answer to a cancel never came, because its caller went away at one of its storage operations.
    /// </summary>
    private static async Task<bool> IsBrokenOffAsync(CancelCampaignCall cancel, int call, int operations)
    {
        var http = new DefaultHttpContext { Request = { Method = "POST" } };
        http.Request.Headers.Authorization = $"Bearer {PlumServer.Token}";
        using var gone = new CancellationTokenSource();
        var isBroken = false;
        await StorageOperations.WatchAsync(
            async () =>
            {
                try
                {
                    await cancel.Run(http.Request, "1", $"{call}", gone.Token);
                }
                catch (OperationCanceledException)
                {
                    isBroken = true;
                }
            },
            asked =>
            {
                if (asked == operations)
                {
                    gone.Cancel();
                }
            });
        return isBroken;
    }
}
