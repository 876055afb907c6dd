using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Plum.Demo;
using Plum.Functions.Gateways;
using Plum.Functions.Shared.Input;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Gateways;

/// <summary>What every gateway promises, whatever is behind it.</summary>
public abstract class GatewayConformance
{
    private const string Number = "+16175550001";

    [Fact]
    public async Task Call_IsPlacedOrOver_AndIsOverAfterItsTime_WithOneOutcome()
    {
        await using var scene = await StartAsync(CarrierTrouble.None);
        var (request, open) = await PlaceAsync(scene);
        if (open is null)
        {
            return;
        }

        await scene.Plum.AdvanceAsync(TimeSpan.FromMinutes(10));
        var first = await LookAsync(scene, open);
        await scene.Plum.AdvanceAsync(TimeSpan.FromMinutes(10));
        var second = await LookAsync(scene, open);

        Assert.Equal(scene.Gateway.CanLook, first is GatewayAnswer.Ended);
        Assert.Equal(first, second);
        if (first is GatewayAnswer.Ended { Outcome: var outcome })
        {
            Assert.InRange(outcome.EndsAt, request.At, request.At + scene.Gateway.LongestCall);
            Assert.InRange(outcome.DurationSeconds, 0, (outcome.EndsAt - request.At).TotalSeconds);
            Assert.True(outcome.Completed || outcome.DurationSeconds == 0);
        }
    }

    [Fact]
    public async Task LostAnswer_IsThrown_AndTheCallIsNeverTakenForOneThatWasNotPlaced()
    {
        await using var scene = await StartAsync(CarrierTrouble.LosesAnswers);
        if (!scene.Gateway.TellsLater)
        {
            return;
        }

        var request = Request(scene);
        var doubt = await Assert.ThrowsAnyAsync<Exception>(
            () => scene.Plum.AnswerAsync(scene.Gateway.PlaceAsync(request, default)));
        await scene.Plum.AdvanceAsync(TimeSpan.FromMinutes(30));
        var answer = await LookAsync(scene, TwilioScene.Open(request, null));

        Assert.DoesNotContain(Number[2..], doubt.ToString(), StringComparison.Ordinal);
        Assert.IsNotType<GatewayAnswer.NotPlaced>(answer);
        Assert.Equal(scene.Gateway.CanLook, answer is GatewayAnswer.Ended);
    }

    [Fact]
    public async Task CallThatTheCarrierRefuses_Ends_AndSaysWhyWithoutItsNumber()
    {
        await using var scene = await StartAsync(CarrierTrouble.RefusesCalls);

        var answer = await scene.Plum.AnswerAsync(scene.Gateway.PlaceAsync(Request(scene), default));

        var outcome = Assert.IsType<GatewayAnswer.Ended>(answer).Outcome;
        Assert.True(outcome is { Completed: false, DurationSeconds: 0, Note.Length: > 0 });
        Assert.DoesNotContain(Number[2..], outcome.Note, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SameAttempt_IsTheSameCall_WhereTheGatewaySaysSo()
    {
        await using var scene = await StartAsync(CarrierTrouble.None);
        if (!scene.Gateway.TakesIdempotencyKey)
        {
            return;
        }

        var (request, first) = await PlaceAsync(scene);
        var again = await scene.Plum.AnswerAsync(scene.Gateway.PlaceAsync(request, default));

        Assert.Equal(first?.Reference, (again as GatewayAnswer.Placed)?.Reference);
    }

    [Fact]
    public async Task CallbackThatNobodySigned_EndsNoCall()
    {
        await using var scene = await StartAsync(CarrierTrouble.None);
        var http = new DefaultHttpContext();
        var fields = await RequestFields.ReadAsync(http.Request, onFile: null, default);

        var told = scene.Gateway.Read(
            new(new("https://calls.example.com/gateways/main/x"), fields, http.Request.Headers));
        Assert.IsNotType<CallbackWord.Over>(told);
    }

    [Fact]
    public async Task HangUp_OfACallThatIsOver_OrOfNone_DoesNoHarm()
    {
        await using var scene = await StartAsync(CarrierTrouble.None);
        var request = Request(scene);

        Assert.False(
            await scene.Plum.AnswerAsync(scene.Gateway.TryHangUpAsync(TwilioScene.Open(request, null), default)));
    }

    /// <summary>
    /// The gateway in a service on a virtual clock, with a carrier that has this trouble with every call.
    /// </summary>
    protected abstract Task<GatewayScene> StartAsync(CarrierTrouble trouble);

    private static DialRequest Request(GatewayScene scene) =>
        TwilioScene.Some(scene.Plum, 1, Number) with { StartUrl = scene.StartUrl };

    private static async Task<(DialRequest Request, OpenCall? Open)> PlaceAsync(GatewayScene scene)
    {
        var request = Request(scene);
        var answer = await scene.Plum.AnswerAsync(scene.Gateway.PlaceAsync(request, default));
        Assert.True(
            answer is GatewayAnswer.Ended || (answer is GatewayAnswer.Placed && scene.Gateway.TellsLater),
            answer.ToString());
        return (
            request,
            answer is GatewayAnswer.Placed { Reference: var reference } ? TwilioScene.Open(request, reference) : null);
    }

    private static async Task<GatewayAnswer?> LookAsync(GatewayScene scene, OpenCall call) =>
        await scene.Plum.AnswerAsync(scene.Gateway.LookAsync(call, default));
}

/// <summary>What is wrong with a carrier.</summary>
public enum CarrierTrouble
{
    None,
    LosesAnswers,
    RefusesCalls,
}

/// <summary>A gateway in its service.</summary>
public sealed class GatewayScene(PlumServer plum, IDialGateway gateway, Uri startUrl, Func<ValueTask> dispose)
    : IAsyncDisposable
{
    public PlumServer Plum => plum;

    public IDialGateway Gateway => gateway;

    public Uri StartUrl => startUrl;

    public ValueTask DisposeAsync() => dispose();
}

public sealed class TwilioConformance : GatewayConformance
{
    protected override async Task<GatewayScene> StartAsync(CarrierTrouble trouble)
    {
        var scene = await TwilioScene.StartAsync();
        scene.Peer.LosesAnswer = _ => trouble == CarrierTrouble.LosesAnswers;
        scene.Peer.Trouble = async http =>
        {
            if (trouble != CarrierTrouble.RefusesCalls)
            {
                return false;
            }

            http.Response.StatusCode = 400;
            await http.Response.WriteAsync(
                """{"code":21211,"message":"The 'To' number +16175550001 is not a valid phone number.","status":400}""");
            return true;
        };
        return new(scene.Plum, scene.Gateway, new(scene.Receiver.StartUrl), scene.DisposeAsync);
    }
}

public sealed class SimulatedConformance : GatewayConformance
{
    protected override async Task<GatewayScene> StartAsync(CarrierTrouble trouble)
    {
        var plum = await PlumServer.StartAsync(new()
        {
            Settings = new Dictionary<string, string?>
            {
                ["Plum:Gateway:TellsLater"] = "true",
                ["Plum:Gateway:FetchStartUrl"] = "false",
                ["Plum:Gateway:LostAnswerRate"] = trouble == CarrierTrouble.LosesAnswers ? "1" : "0",
                ["Plum:Gateway:RefusalRate"] = trouble == CarrierTrouble.RefusesCalls ? "1" : "0",
            },
        });
        return new(
            plum,
            plum.Services.GetRequiredService<GatewayDirectory>().Default.Gateway,
            new("http://host/"),
            plum.DisposeAsync);
    }
}

public sealed class QueueCallConformance : GatewayConformance
{
    protected override async Task<GatewayScene> StartAsync(CarrierTrouble trouble)
    {
        var peer = await QueueCallPeer.StartAsync();
        peer.Answer = _ => Task.FromResult(trouble switch
        {
            CarrierTrouble.LosesAnswers => new Reply(502),
            CarrierTrouble.RefusesCalls => QueueCallPeer.Failed("phone_number '+16175550001' is not dialed from here."),
            _ => null,
        });
        var scene = await QueueCallScene.StartAsync(peer.Address);
        return new(scene.Plum, scene.Gateway, new(scene.Customer.StartUrl), async () =>
        {
            await scene.DisposeAsync();
            await peer.DisposeAsync();
        });
    }
}
