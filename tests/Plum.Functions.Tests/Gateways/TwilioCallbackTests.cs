using System.Net;
using Plum.Functions.Tests.Support;
using Plum.Functions.Tests.Telemetry;
using Xunit;

namespace Plum.Functions.Tests.Gateways;

/// <summary>Callbacks that the gateway has not made, and those that come again, over HTTP.</summary>
[Collection(nameof(Seen))]
public sealed class TwilioCallbackTests
{
    [Fact]
    public async Task ForgedCallbacks_AreRefused_AndCounted_AndTheRightOneIsTakenOnce()
    {
        await using var collector = await Collector.StartAsync();
        await using (var scene = await TwilioScene.StartAsync(collector: collector.Settings))
        {
            scene.Peer.LosesCallback = _ => true;
            var settings =
                Queueing.Settings with { StartUrl = scene.Receiver.StartUrl, ResultUrl = scene.Receiver.ResultUrl };
            await scene.Plum.QueueAsync("6175550001", settings: settings);
            await scene.Plum.QueueAsync("6175550002", settings: settings);
            await scene.Plum.AdvanceUntilAsync(() => Task.FromResult(scene.Peer.Placed.Count == 2));
            await scene.Plum.AdvanceAsync(TimeSpan.FromSeconds(24));
            var (call, other) = (scene.Peer.Placed[0], scene.Peer.Placed[1]);
            var (address, foreign) = (new Uri(call.Form["StatusCallback"]), new Uri(other.Form["StatusCallback"]));
            var word = scene.Peer.Word(call);
            Assert.Equal("completed", word["CallStatus"]);
            // it tells nothing when it is asked
            scene.Peer.Trouble = http => Task.FromResult(http.Request.Method == "GET");

            HttpStatusCode[] refused =
            [
                await StatusAsync(scene, address, word, secret: "guessed"),
                await StatusAsync(scene, address, new(word) { ["CallDuration"] = "3600" }, signed: word),
                await StatusAsync(scene, address, new(word) { ["AccountSid"] = "AC00000000000000000000000000000002" }),
                await StatusAsync(scene, foreign, word, signedFor: address),
                await StatusAsync(scene, new(address + "x"), word),
                await StatusAsync(scene, new(address + "?CallStatus=completed"), word, signedFor: address),
                await StatusAsync(
                    scene, new(address.OriginalString.Replace("/main/", "/other/", StringComparison.Ordinal)), word),
                await StatusAsync(
                    scene, new(address.OriginalString.Replace("-1.", "-2.", StringComparison.Ordinal)), word),
                (await scene.Plum.Client.PostAsync(address.AbsolutePath, new FormUrlEncodedContent(word))).StatusCode,
                (await scene.Plum.Client.GetAsync(address.AbsolutePath + "?CallStatus=completed")).StatusCode,
            ];
            await scene.Plum.AdvanceAsync(TimeSpan.FromSeconds(1));
            var before = scene.Receiver.Results.Count();
            var taken = await StatusAsync(scene, address, word);
            await scene.Plum.AdvanceAsync(TimeSpan.FromSeconds(3));
            var replayed = await StatusAsync(scene, address, word);
            await scene.Plum.AdvanceAsync(TimeSpan.FromSeconds(3));

            Assert.All(refused, status => Assert.Equal(HttpStatusCode.Forbidden, status));
            Assert.Equal((0, HttpStatusCode.OK, HttpStatusCode.OK), (before, taken, replayed));
            Assert.Equal(("completed", "voice", "20"), Told(Assert.Single(scene.Receiver.Results)));
            scene.Peer.Trouble = _ => Task.FromResult(false);
            await scene.Plum.AdvanceAsync(TimeSpan.FromMinutes(5)); // the other is asked for
            Assert.Equal(2, scene.Receiver.Results.Count());
        }

        Assert.Equal(10, collector.Total("plum.callbacks", "outcome", "forged"));
        Assert.Equal(1, collector.Total("plum.callbacks", "outcome", "recorded"));
    }

    private static (string Result, string Type, string Duration) Told(Demo.Received result) =>
        (result["result"], result["callee_type"], result["duration"]);

    private static async Task<HttpStatusCode> StatusAsync(
        TwilioScene scene,
        Uri address,
        Dictionary<string, string> word,
        string secret = TwilioPeer.Secret,
        Uri? signedFor = null,
        Dictionary<string, string>? signed = null)
    {
        using var answer =
            await scene.Plum.AnswerAsync(scene.Peer.CallBackAsync(address, word, secret, signedFor, signed));
        return answer.StatusCode;
    }
}
