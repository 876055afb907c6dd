using System.Net;
using Plum.Functions.Tests.Support;
using Plum.Functions.Tests.Telemetry;
using Xunit;

namespace Plum.Functions.Tests.Gateways;

/// <summary>
/// Callbacks of a gateway that speaks queuecall. They are counted, so no other test counts beside this one.
/// </summary>
[Collection(nameof(Seen))]
public sealed class QueueCallCallbackTests
{
    [Fact]
    public async Task Callbacks_ThatAreForgedForeignOrRepeated_ChangeNothing()
    {
        await using var collector = await Collector.StartAsync();
        await using var peer = await QueueCallPeer.StartAsync();
        var settings = collector.Settings.ToDictionary();
        foreach (var (name, value) in QueueCallScene.Settings(peer.Address, ""))
        {
            settings[name.Replace(":peer:", ":other:", StringComparison.Ordinal)] = value;
        }

        settings.Remove("Plum:Callbacks:Address");

        settings["Plum:Dialing:Gateway"] = "peer";
        await using (var scene = await QueueCallScene.StartAsync(peer.Address, settings))
        {
            var call = await scene.QueueAsync();
            await scene.Plum.AdvanceUntilAsync(() => Task.FromResult(peer.Asked.Count > 0));
            var url = Assert.Single(peer.ResultUrls);
            string[] forged =
            [
                url[..^1],
                url[..^1] + (url[^1] == 'A' ? 'E' : 'A'),
                url[..url.LastIndexOf('.')],
                url.Replace("-1.", "-2.", StringComparison.Ordinal),
                url.Replace("/peer/", "/other/", StringComparison.Ordinal),
                url.Replace("/peer/", "/simulated/", StringComparison.Ordinal),
                url.Replace("/peer/", "/nobody/", StringComparison.Ordinal),
            ];

            foreach (var address in forged)
            {
                Assert.Equal(
                    (address, HttpStatusCode.Forbidden),
                    (address, await scene.TellAsync(address, QueueCallGatewayTests.Answered)));
            }

            using (var http = scene.Plum.NewClient())
            {
                // the check before queueing
                Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri(url).AbsolutePath)).StatusCode);
            }

            Assert.Equal("in_flight", (await scene.CallAsync(call)).GetProperty("state").GetString());
            Assert.Equal(
                HttpStatusCode.OK,
                await scene.TellAsync(url, ("result", "failed"), ("callee_type", "busy"), ("duration", "-7")));
            Assert.Equal(HttpStatusCode.OK, await scene.TellAsync(url, QueueCallGatewayTests.Answered));
            await scene.Plum.AdvanceAsync(TimeSpan.FromMinutes(1));
            var result = Assert.Single(scene.Customer.Results);
            Assert.Equal(("failed", "busy", "0"), (result["result"], result["callee_type"], result["duration"]));
        }

        Assert.Equal(7, collector.Total("plum.callbacks", "outcome", "forged"));
        Assert.Equal(1, collector.Total("plum.callbacks", "outcome", "recorded"));
        Assert.Equal(1, collector.Total("plum.callbacks", "outcome", "known"));
        Assert.Equal(1, collector.Total("plum.callbacks", "outcome", "progress"));
    }
}
