using System.Buffers.Binary;
using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using NodaTime;
using Plum.Core.Calls;
using Plum.Functions.Calls.Outcomes;
using Plum.Functions.Shared;
using Plum.Functions.Shared.Outbound;

namespace Plum.Functions.Gateways;

/// <summary>
/// A carrier in the box: it rings nobody, draws outcomes from a seeded distribution, and fetches start_url as the
/// platform would.
/// </summary>
/// <remarks>
/// An attempt's outcome depends on the seed and the attempt's key alone, so asking twice with one key has one outcome.
/// It can be as bad as real carriers are: tell outcomes later, refuse calls, and lose answers; lose, repeat, delay and
/// reorder callbacks. Its callbacks are messages of the outcome queue, so that they outlive the process.
/// </remarks>
public sealed class SimulatedGateway(
    OutboundHttp outbound, OutcomeQueue callbacks, IOptions<SimulatedGatewayOptions> options, TimeProvider time)
    : IDialGateway
{
    private static readonly (double UpTo, CalleeType Type)[] Outcomes =
    [
        (0.55, CalleeType.Voice),
        (0.75, CalleeType.AnsweringMachine),
        (0.77, CalleeType.Fax),
        (0.85, CalleeType.Busy),
        (0.98, CalleeType.NoAnswer),
        (1.00, CalleeType.OperatorIntercept),
    ];

    private const int ShortestCallSeconds = 5;
    private const char FaultFollows = ' ';

    private readonly SimulatedGatewayOptions _options = options.Value;

    public bool TakesIdempotencyKey => _options.TakesIdempotencyKey;

    public bool CanLook => _options.TellsLater;

    public bool TellsLater => _options.TellsLater;

    public async Task<GatewayAnswer> PlaceAsync(DialRequest request, CancellationToken ct)
    {
        var draw = new Draw(_options.Seed, request.Key);
        if (draw.Refusal < _options.RefusalRate)
        {
            return new GatewayAnswer.Ended(
                new(false, CalleeType.Rejected, request.At, 0, "the carrier refused the call"));
        }

        var outcome = Drawn(draw, request.At);
        var fault = outcome.Completed && _options.FetchStartUrl ? await FaultOfAsync(request, ct) : null;
        outcome = fault is null ? outcome : Spoilt(outcome, request.At, fault);

        if (!_options.TellsLater)
        {
            return new GatewayAnswer.Ended(outcome);
        }

        await CallBackAsync(request.Key, outcome, draw, ct);
        return draw.LostAnswer >= _options.LostAnswerRate ? new GatewayAnswer.Placed(Reference(draw, fault))
            : throw new TimeoutException("the carrier's answer was lost");
    }

    /// <summary>
    /// What the attempt's key determines. What start_url lacked is in the call's reference; where that was lost with
    /// the answer, start_url is taken to have answered well.
    /// </summary>
    public Task<GatewayAnswer?> LookAsync(OpenCall call, CancellationToken ct)
    {
        var draw = new Draw(_options.Seed, call.Key);
        var fault = call.Reference?.Split(FaultFollows, 2) is [_, var told] ? told : null;
        var drawn = Drawn(draw, call.DialedAt);
        var outcome = fault is null ? drawn : Spoilt(drawn, call.DialedAt, fault);
        return Task.FromResult<GatewayAnswer?>(
            outcome.EndsAt <= time.Now()
                ? new GatewayAnswer.Ended(outcome)
                : new GatewayAnswer.Placed(Reference(draw, fault)));
    }

    private static string Reference(Draw draw, string? fault) =>
        fault is null ? draw.Reference : $"{draw.Reference}{FaultFollows}{fault}";

    // It rang and was answered, and there was nothing to play.
    private static Placement Spoilt(Placement drawn, Instant at, string fault) =>
        new(false, drawn.CalleeType, at + Ring(drawn.CalleeType), 0, $"start_url {fault}");

    private async Task CallBackAsync(AttemptKey key, Placement outcome, Draw draw, CancellationToken ct)
    {
        var late = draw.LateCallback < _options.LateCallbackRate
            ? Duration.FromSeconds(1 + (int)(draw.Share * 60))
            : Duration.Zero;
        var pause = outcome.EndsAt - time.Now() + late;
        var times = draw.LostCallback < _options.LostCallbackRate ? 0
            : draw.DoubledCallback < _options.DoubledCallbackRate ? 2
            : 1;
        for (var i = 0; i < times; i++)
        {
            await callbacks.TellAsync(key, outcome, 0, Duration.Max(Duration.Zero, pause), ct);
        }
    }

    private Placement Drawn(Draw draw, Instant at)
    {
        var type = Outcomes.First(outcome => draw.Outcome < outcome.UpTo).Type;
        var ends = at + Ring(type);
        if (type is not (CalleeType.Voice or CalleeType.AnsweringMachine or CalleeType.Fax))
        {
            return new(false, type, ends, 0, null);
        }

        var shortest = Math.Min(ShortestCallSeconds, _options.LongestCallSeconds);
        var seconds = shortest + (int)(draw.Length * (_options.LongestCallSeconds - shortest + 1));
        ends += Duration.FromSeconds(seconds);
        return type == CalleeType.Voice && draw.Transfer < _options.TransferRate
            ? new(
                true, type, ends, seconds, null, draw.Share < 0.75 ? 1 : 2,
                Math.Min(seconds, 1 + (int)(draw.Share * seconds)))
            : new(true, type, ends, seconds, null);
    }

    private static Duration Ring(CalleeType type) => Duration.FromSeconds(
        type switch { CalleeType.NoAnswer => 30, CalleeType.Busy or CalleeType.OperatorIntercept => 3, _ => 8 });

    private async Task<string?> FaultOfAsync(DialRequest request, CancellationToken ct)
    {
        var answer = _options.StartUrlMethod == StartUrlMethod.Get
            ? await outbound.GetAsync(request.StartUrl, request.Variables, ct)
            : await outbound.PostFormAsync(request.StartUrl, request.Variables, null, ct);
        if (!answer.Answered || answer.Status != 200)
        {
            return answer.Failure ?? $"answered {answer.Status}";
        }

        return VoiceXml.IsDocument(answer.Body, out var reason, answer.ContentType) ? null : reason;
    }

    /// <summary>Numbers in [0, 1) that only the seed and the attempt's key determine. One hash has eight.</summary>
    private readonly struct Draw(int seed, AttemptKey key)
    {
        private readonly byte[] _hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}|{key}"));

        public double Outcome => Number(0);

        public double Length => Number(1);

        public double Transfer => Number(2);

        public double Share => Number(3);

        public double Refusal => Number(4);

        public double LostAnswer => Number(5);

        public double LostCallback => Number(6);

        public double DoubledCallback => Number(7);

        // Beside the doubled ones, not among them.
        public double LateCallback => 1 - Number(7);

        public string Reference => Convert.ToHexStringLower(_hash.AsSpan(0, 8));

        private double Number(int index) =>
            BinaryPrimitives.ReadUInt32LittleEndian(_hash.AsSpan(4 * index)) / 4294967296.0;
    }
}

/// <summary>Settings <c>Plum:Gateway</c>.</summary>
public sealed class SimulatedGatewayOptions
{
    public const string Section = "Plum:Gateway";

    /// <summary>Other seeds have other outcomes. Default 1.</summary>
    public int Seed { get; set; } = 1;

    /// <summary>Whether answered calls fetch start_url. Default true.</summary>
    public bool FetchStartUrl { get; set; } = true;

    /// <summary>How start_url gets its variables; the documents say both. Default post.</summary>
    public StartUrlMethod StartUrlMethod { get; set; }

    /// <summary>
    /// Seconds of the longest conversation; the shortest has 5, or as many as this when that is fewer. Default 120.
    /// </summary>
    [Range(0, 86_400)]
    public int LongestCallSeconds { get; set; } = 120;

    /// <summary>
    /// The share of calls answered by a person that are transferred, once or twice. From 0 to 1; default 0.1.
    /// </summary>
    [Range(0.0, 1.0)]
    public double TransferRate { get; set; } = 0.1;

    /// <summary>
    /// Whether the simulated carrier recognises an attempt it has been asked for before. Default true.
    /// </summary>
    public bool TakesIdempotencyKey { get; set; } = true;

    /// <summary>
    /// Whether the outcome of a call comes by callback when it is over, as from real carriers. Default false.
    /// </summary>
    public bool TellsLater { get; set; }

    /// <summary>The share of calls that are refused; from 0 to 1, as the others. Default 0.</summary>
    [Range(0.0, 1.0)]
    public double RefusalRate { get; set; }

    /// <summary>The share of calls that are placed without an answer that says so. Default 0.</summary>
    [Range(0.0, 1.0)]
    public double LostAnswerRate { get; set; }

    /// <summary>The share of callbacks that never come. Default 0.</summary>
    [Range(0.0, 1.0)]
    public double LostCallbackRate { get; set; }

    /// <summary>The share of callbacks that come twice. Default 0.</summary>
    [Range(0.0, 1.0)]
    public double DoubledCallbackRate { get; set; }

    /// <summary>The share of callbacks that come up to a minute late, and so in another order. Default 0.</summary>
    [Range(0.0, 1.0)]
    public double LateCallbackRate { get; set; }

    /// <summary>Calls that may go on at once. Default 0, which is no limit.</summary>
    [Range(0, 1_000_000)]
    public int CallsAtOnce { get; set; }

    /// <summary>Calls that may start in a second. Default 0, which is no limit.</summary>
    [Range(0.0, 100_000.0)]
    public double CallsPerSecond { get; set; }
}

/// <summary>How an application is asked for its VoiceXML.</summary>
public enum StartUrlMethod
{
    /// <summary>The variables as a form.</summary>
    Post,

    /// <summary>The variables in the query string.</summary>
    Get,
}
