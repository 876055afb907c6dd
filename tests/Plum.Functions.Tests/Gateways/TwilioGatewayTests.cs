using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using NodaTime;
using Plum.Core.Calls;
using Plum.Functions.Gateways;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Gateways;

/// <summary>What is asked of a carrier that speaks Twilio's interface, and what its answers mean.</summary>
public sealed class TwilioGatewayTests
{
    [Fact]
    public async Task Place_SendsTheCall_WithItsVariablesInTheQuery()
    {
        await using var scene = await TwilioScene.StartAsync(new() { ["Plum:Gateways:main:RingSeconds"] = "25" });

        var request = scene.Request(number: "tel:+16175550001;postd=1p2w#");
        var answer = await scene.PlaceAsync(request);

        var call = Assert.Single(scene.Peer.Placed);
        Assert.Equal(new GatewayAnswer.Placed(call.Sid), answer);
        Assert.Equal(
            [
                ("From", "+16175550100"),
                ("Method", "POST"),
                ("SendDigits", "1w2w#"),
                ("StatusCallback", call.Form["StatusCallback"]),
                ("StatusCallbackEvent", "completed"),
                ("StatusCallbackMethod", "POST"),
                ("Timeout", "25"),
                ("To", "+16175550001"),
                ("Url", scene.Receiver.StartUrl
                    + "?tenant=7&phone_number=tel%3A%2B16175550001&call_parameters=a+b%26%C3%BC"),
            ],
            call.Form.Select(field => (field.Key, field.Value)).Order());
        Assert.StartsWith(
            $"https://calls.example.com/gateways/main/{request.Key}.",
            call.Form["StatusCallback"],
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Place_DetectsMachines_WhenTold_AndShowsItsOwnCallerIdWhereThereIsNone()
    {
        await using var scene = await TwilioScene.StartAsync(new()
        {
            ["Plum:Gateways:main:DetectMachines"] = "true",
            ["Plum:Callbacks:Address"] = null,
        });

        await scene.PlaceAsync(scene.Request() with { CallerId = null });

        var form = Assert.Single(scene.Peer.Placed).Form;
        Assert.Equal(("Enable", "+16175550199"), (form["MachineDetection"], form["From"]));
        Assert.DoesNotContain("StatusCallback", form.Keys);
    }

    [Fact]
    public async Task Place_SaysSo_WhenThereIsNoNumberToCallFrom()
    {
        await using var scene = await TwilioScene.StartAsync(new() { ["Plum:Gateways:main:CallerId"] = "" });

        var answer = await scene.PlaceAsync(scene.Request() with { CallerId = null });

        Assert.Contains(
            "Plum:Gateways:main:CallerId",
            Assert.IsType<GatewayAnswer.NotPlaced>(answer).Reason,
            StringComparison.Ordinal);
        Assert.Empty(scene.Peer.Asked);
    }

    [Theory]
    [InlineData("completed", "human", null, true, CalleeType.Voice)]
    [InlineData("completed", null, null, true, CalleeType.Voice)]
    [InlineData("completed", "machine_start", null, true, CalleeType.AnsweringMachine)]
    [InlineData("completed", "machine_end_beep", null, true, CalleeType.AnsweringMachine)]
    [InlineData("completed", "machine_end_silence", null, true, CalleeType.AnsweringMachine)]
    [InlineData("completed", "machine_end_other", null, true, CalleeType.AnsweringMachine)]
    [InlineData("completed", "fax", null, true, CalleeType.Fax)]
    [InlineData("completed", "unknown", null, true, CalleeType.Unknown)]
    [InlineData("busy", null, "486", false, CalleeType.Busy)]
    [InlineData("no-answer", null, "487", false, CalleeType.NoAnswer)]
    [InlineData("failed", null, "600", false, CalleeType.Busy)]
    [InlineData("failed", null, "480", false, CalleeType.NoAnswer)]
    [InlineData("failed", null, "404", false, CalleeType.OperatorIntercept)]
    [InlineData("failed", null, "410", false, CalleeType.OperatorIntercept)]
    [InlineData("failed", null, "484", false, CalleeType.OperatorIntercept)]
    [InlineData("failed", null, "604", false, CalleeType.OperatorIntercept)]
    [InlineData("failed", null, null, false, CalleeType.OperatorIntercept)]
    [InlineData("failed", null, "603", false, CalleeType.Rejected)]
    [InlineData("failed", null, "503", false, CalleeType.Failed)]
    [InlineData("canceled", null, null, false, CalleeType.Canceled)]
    public void Status_IsOurOutcome(string status, string? answeredBy, string? sip, bool completed, CalleeType type)
    {
        var at = Instant.FromUtc(2022, 1, 3, 17, 0);

        var outcome = TwilioOutcomes.Of(status, answeredBy, sip, 12, at)!;

        Assert.Equal(
            (completed, type, at, completed ? 12 : 0),
            (outcome.Completed, outcome.CalleeType, outcome.EndsAt, outcome.DurationSeconds));
    }

    [Theory]
    [InlineData("queued")]
    [InlineData("initiated")]
    [InlineData("ringing")]
    [InlineData("in-progress")]
    [InlineData("something new")]
    [InlineData(null)]
    public void Status_OfACallThatGoesOn_IsNoOutcome(string? status) =>
        Assert.Null(TwilioOutcomes.Of(status, null, null, 0, Instant.FromUtc(2022, 1, 3, 17, 0)));

    [Theory]
    [InlineData(401, 20003)]
    [InlineData(403, 20403)]
    [InlineData(404, 20404)]
    [InlineData(402, 0)]
    public async Task Refusal_OfUs_SpendsNoCall(int status, int code)
    {
        await using var scene = await TwilioScene.StartAsync();
        scene.Peer.Trouble = Answer(status, $$"""{"code":{{code}},"message":"Authenticate","status":{{status}}}""");

        var answer = await scene.PlaceAsync(scene.Request());

        Assert.Equal(
            $"127.0.0.1 answers {status} (code {code}): Authenticate",
            Assert.IsType<GatewayAnswer.NotPlaced>(answer).Reason);
    }

    [Fact]
    public async Task WrongSecret_SpendsNoCall_AndIsNotTold()
    {
        await using var scene = await TwilioScene.StartAsync(new() { ["Plum:Gateways:main:Secret"] = "wrong-one" });

        var reason = Assert.IsType<GatewayAnswer.NotPlaced>(await scene.PlaceAsync(scene.Request())).Reason;

        Assert.Equal("127.0.0.1 answers 401 (code 20003): Authenticate", reason);
        Assert.Empty(scene.Peer.Placed);
    }

    [Fact]
    public async Task Refusal_OfTheCall_EndsIt_AndNamesNoNumber()
    {
        await using var scene = await TwilioScene.StartAsync();

        var answer = await scene.PlaceAsync(scene.Request(number: "+12125550001"));
        var ended = Assert.IsType<GatewayAnswer.Ended>(answer).Outcome;

        Assert.Equal(
            (
                false,
                CalleeType.Failed,
                "127.0.0.1 answers 400 (code 21211): The 'To' number … is not a valid phone number."),
            (ended.Completed, ended.CalleeType, ended.Note));
    }

    [Theory]
    [InlineData(404, "<html>nothing here</html>")]
    [InlineData(400, "")]
    [InlineData(302, "")]
    public async Task Answer_OfSomebodyElse_SpendsNoCall(int status, string body)
    {
        await using var scene = await TwilioScene.StartAsync();
        scene.Peer.Trouble = Answer(status, body);

        var reason = Assert.IsType<GatewayAnswer.NotPlaced>(await scene.PlaceAsync(scene.Request())).Reason;

        Assert.StartsWith(
            $"127.0.0.1 {(status == 302 ? "redirects (302)" : $"answers {status}")}", reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200, "<html>Welcome</html>")]
    [InlineData(200, "")]
    [InlineData(200, """{"code":20003,"message":"Authenticate"}""")]
    [InlineData(200, "[]")]
    [InlineData(500, """{"code":20500,"message":"Internal Server Error","status":500}""")]
    [InlineData(503, "<html>+16175550001</html>")]
    public async Task Answer_ThatLeavesInDoubt_IsThrown_OnceAsked(int status, string body)
    {
        await using var scene = await TwilioScene.StartAsync();
        scene.Peer.Trouble = Answer(status, body);

        var doubt = await Assert.ThrowsAnyAsync<Exception>(() => scene.PlaceAsync(scene.Request()));

        var answer = status == 200 && body.StartsWith('{') ? "without" : $"{status}";
        Assert.StartsWith($"127.0.0.1 answers {answer}", doubt.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("6175550001", doubt.ToString(), StringComparison.Ordinal);
        Assert.Single(scene.Peer.Asked);
    }

    [Fact]
    public async Task Answer_OfAHundredMegabytes_IsNotReadToItsEnd()
    {
        await using var scene = await TwilioScene.StartAsync();
        scene.Peer.Trouble = async http =>
        {
            var part = new byte[1 << 20];
            for (var i = 0; i < 100; i++)
            {
                await http.Response.Body.WriteAsync(part, http.RequestAborted);
            }

            return true;
        };

        var doubt = await Assert.ThrowsAsync<IOException>(() => scene.PlaceAsync(scene.Request()));

        Assert.Equal("127.0.0.1 answers with more than 1,048,576 bytes", doubt.Message);
    }

    [Fact]
    public async Task Answer_ThatDoesNotCome_LeavesInDoubt()
    {
        await using var scene = await TwilioScene.StartAsync(new() { ["Plum:Outbound:Timeout"] = "00:00:00.2" });
        var never = new TaskCompletionSource<bool>();
        scene.Peer.Trouble = _ => never.Task;

        var doubt = await Assert.ThrowsAsync<TimeoutException>(() => scene.PlaceAsync(scene.Request()));
        never.SetResult(true);

        Assert.Equal("127.0.0.1 did not answer in time", doubt.Message);
    }

    [Theory]
    [InlineData("http://127.0.0.1:1", "true", "127.0.0.1 refused the connection")]
    [InlineData(null, "false", "127.0.0.1 has an address which is not a public one, so it is not called")]
    [InlineData("http://nobody.invalid", "true", "nobody.invalid could not be resolved")]
    public async Task Gateway_ThatIsNotConnectedTo_SpendsNoCall(string? address, string privateNetworks, string reason)
    {
        Dictionary<string, string?> settings = new() { ["Plum:Outbound:AllowPrivateNetworks"] = privateNetworks };
        if (address is not null)
        {
            settings["Plum:Gateways:main:Address"] = address;
        }

        await using var scene = await TwilioScene.StartAsync(settings);

        Assert.Equal(new GatewayAnswer.NotPlaced(reason), await scene.PlaceAsync(scene.Request()));
        Assert.Empty(scene.Peer.Asked);
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(9, false)]
    public async Task TooManyRequests_IsAskedAgain_AndThenWaits(int times, bool placed)
    {
        await using var scene = await TwilioScene.StartAsync();
        var left = times;
        scene.Peer.Trouble = http => Interlocked.Decrement(ref left) < 0 ? Task.FromResult(false)
            : Answer(429, """{"code":20429,"message":"Too many requests","status":429}""")(http);

        var answer = await scene.PlaceAsync(scene.Request());

        Assert.Equal(placed, answer is GatewayAnswer.Placed);
        Assert.Equal(placed, answer is not GatewayAnswer.NotPlaced);
        Assert.Equal(placed ? 3 : 4, scene.Peer.Asked.Count);
        Assert.Equal(placed ? 1 : 0, scene.Peer.Placed.Count);
    }

    /// <summary>Such a request has not been processed: the campaign waits as long, and an hour at the most.</summary>
    [Theory]
    [InlineData(429, "90", 90)]
    [InlineData(503, "90", 90)]
    [InlineData(429, "1000000", 3_600)]
    public async Task RetryAfter_IsHeeded_AndSpendsNoCall(int status, string seconds, int waits)
    {
        await using var scene = await TwilioScene.StartAsync(mayFail: true);
        DateTimeOffset? refused = null;
        scene.Peer.Trouble = http =>
        {
            if (refused is not null)
            {
                return Task.FromResult(false);
            }

            refused = scene.Plum.Time.GetUtcNow();
            http.Response.Headers.RetryAfter = seconds;
            return Answer(status, "{}")(http);
        };
        var call = await scene.Plum.QueueAsync("16175550001");
        await scene.Plum.AdvanceUntilAsync(() => Task.FromResult(refused is not null));
        await scene.Plum.AdvanceAsync(TimeSpan.FromSeconds(5));
        await scene.Plum.QueueAsync("16175550002");
        await scene.Plum.AdvanceAsync(TimeSpan.FromSeconds(waits - 15));
        Assert.Empty(scene.Peer.Placed);
        await scene.Plum.AdvanceUntilAsync(() => Task.FromResult(scene.Peer.Placed.Count == 2));

        Assert.InRange(
            scene.Peer.Placed[0].PlacedAt - refused!.Value,
            TimeSpan.FromSeconds(waits),
            TimeSpan.FromSeconds(waits + 300));
        var shown = await scene.Plum.Client.GetStringAsync($"api/campaigns/default/calls/{call}");
        Assert.Equal(1, System.Text.Json.JsonElement.Parse(shown).GetProperty("attempts").GetInt32());
    }

    [Fact]
    public async Task Look_IsAskedAgain_WhateverTheTrouble()
    {
        await using var scene = await TwilioScene.StartAsync();
        var request = scene.Request();
        var placed = Assert.IsType<GatewayAnswer.Placed>(await scene.PlaceAsync(request));
        var left = 2;
        scene.Peer.Trouble = http => Interlocked.Decrement(ref left) < 0 ? Task.FromResult(false) : Answer(503, "no")(
            http);
        await scene.Plum.AdvanceAsync(TimeSpan.FromMinutes(1));

        var answer = await scene.LookAsync(TwilioScene.Open(request, placed.Reference));

        Assert.True(Assert.IsType<GatewayAnswer.Ended>(answer).Outcome is { Completed: true, DurationSeconds: 20 });
    }

    [Fact]
    public async Task Look_AtAReferenceThatNobodyKnows_FindsNoCall()
    {
        await using var scene = await TwilioScene.StartAsync();

        Assert.IsType<GatewayAnswer.NotPlaced>(await scene.LookAsync(TwilioScene.Open(scene.Request(), "CA0")));
    }

    [Theory]
    [InlineData("https://calls.example.com/")]
    [InlineData(null)] // then start_url names the attempt
    public async Task Look_WithoutReference_FindsTheCall_AmongOthersToTheSameNumber(string? callbacks)
    {
        await using var scene = await TwilioScene.StartAsync(new() { ["Plum:Callbacks:Address"] = callbacks });
        scene.Peer.LosesAnswer = index => index == 1;
        scene.Peer.Outcome = call => new("completed", 10 + scene.Peer.Placed.Count);
        var (other, request) = (scene.Request(2, "+16175550001"), scene.Request(1, "+16175550001"));
        await scene.PlaceAsync(other);
        await Assert.ThrowsAsync<IOException>(() => scene.PlaceAsync(request));
        await scene.PlaceAsync(other with { Key = new(request.Key.Campaign, 11, 1) });
        var lost = TwilioScene.Open(request, null);

        Assert.Null(await scene.LookAsync(lost)); // nobody tells which it is while they go on
        await scene.Plum.AdvanceAsync(TimeSpan.FromMinutes(17));

        Assert.Equal(11, Assert.IsType<GatewayAnswer.Ended>(await scene.LookAsync(lost)).Outcome.DurationSeconds);
    }

    /// <summary>It was never placed; another of the same minute, of the same two numbers, was.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)] // then nobody can tell them apart
    public async Task Look_WithoutReference_TakesNoOthersCall_ThoughItIsTheOnlyOne(bool tellsOfEvents)
    {
        await using var scene = await TwilioScene.StartAsync();
        scene.Peer.TellsOfEvents = tellsOfEvents;
        var (other, request) = (scene.Request(2, "+16175550001"), scene.Request(1, "+16175550001"));
        await scene.PlaceAsync(other);

        var before = await scene.LookAsync(TwilioScene.Open(request, null));
        await scene.Plum.AdvanceAsync(TimeSpan.FromMinutes(17));
        var after = await scene.LookAsync(TwilioScene.Open(request, null));

        Assert.Null(before);
        Assert.Equal(tellsOfEvents, after is GatewayAnswer.NotPlaced);
        Assert.Equal(tellsOfEvents, after is not null);
    }

    [Theory]
    [InlineData(90)]
    [InlineData(-90)]
    public async Task Look_BearsAClockThatIsWrong(int seconds)
    {
        await using var scene = await TwilioScene.StartAsync();
        scene.Peer.Clock = new WrongTime(scene.Plum.Time, TimeSpan.FromSeconds(seconds));
        scene.Peer.LosesAnswer = _ => true;
        scene.Peer.LosesCallback = _ => true;
        var request = scene.Request();
        await Assert.ThrowsAsync<IOException>(() => scene.PlaceAsync(request));
        await scene.Plum.AdvanceAsync(TimeSpan.FromMinutes(18));

        var answer = await scene.LookAsync(TwilioScene.Open(request, null));
        var outcome = Assert.IsType<GatewayAnswer.Ended>(answer).Outcome;

        Assert.Equal(20, outcome.DurationSeconds);
        Assert.True(outcome.EndsAt <= scene.Plum.Now());
    }

    [Fact]
    public async Task Look_WithoutReference_SaysWhenThereIsNoSuchCall()
    {
        await using var scene = await TwilioScene.StartAsync();
        await scene.PlaceAsync(scene.Request(2));

        Assert.IsType<GatewayAnswer.NotPlaced>(await scene.LookAsync(TwilioScene.Open(scene.Request(), null)));
    }

    [Fact]
    public async Task Look_WithoutReference_CannotTell_WhenTheListDoesNotReachSoFarBack()
    {
        await using var scene = await TwilioScene.StartAsync();
        var early = TwilioScene.Open(scene.Request(), null);
        await scene.Plum.AdvanceAsync(TimeSpan.FromMinutes(10));
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => scene.PlaceAsync(scene.Request())));

        Assert.Null(await scene.LookAsync(early));
    }

    [Fact]
    public async Task HangUp_EndsTheCall()
    {
        await using var scene = await TwilioScene.StartAsync();
        var request = scene.Request();
        var placed = Assert.IsType<GatewayAnswer.Placed>(await scene.PlaceAsync(request));

        var ended = await scene.Gateway.TryHangUpAsync(TwilioScene.Open(request, placed.Reference), default);

        Assert.True(ended);
        Assert.True(Assert.Single(scene.Peer.Placed).HungUp);
    }

    [Fact]
    public async Task HangUp_SaysNo_WhenNobodyKnowsTheCall()
    {
        await using var scene = await TwilioScene.StartAsync();

        Assert.False(await scene.Gateway.TryHangUpAsync(TwilioScene.Open(scene.Request(), null), default));
    }

    [Theory]
    [InlineData("Account", "", "Plum:Gateways:main:Account is missing: the account's SID at the gateway.")]
    [InlineData("Secret", "", "Plum:Gateways:main:Secret is missing: the account's auth token.")]
    [InlineData(
        "Address",
        "api.twilio.com",
        "Plum:Gateways:main:Address is 'api.twilio.com', but must be one such as https://api.twilio.com.")]
    public async Task Setting_ThatIsMissingOrWrong_StopsTheStart(string setting, string value, string sentence)
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(
            () => TwilioScene.StartAsync(new() { [$"Plum:Gateways:main:{setting}"] = value }));

        Assert.Contains(sentence, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(TwilioPeer.Secret, refused.ToString(), StringComparison.Ordinal);
    }

    private static Func<HttpContext, Task<bool>> Answer(int status, string body) => async http =>
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = body.StartsWith('<') ? "text/html" : "application/json";
        if (status == (int)HttpStatusCode.Found)
        {
            http.Response.Headers.Location = "/elsewhere";
        }

        await http.Response.WriteAsync(body);
        return true;
    };

    private sealed class WrongTime(TimeProvider right, TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => right.GetUtcNow() + by;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            right.CreateTimer(callback, state, dueTime, period);
    }
}
