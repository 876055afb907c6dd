using System.Buffers.Binary;
using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using NodaTime;
using Plum.Core.Calls;
using Plum.Functions.Shared.Outbound;

namespace Plum.Functions.Calls.Gateway;

/// <summary>A carrier in the box: it rings nobody, draws outcomes from a seeded distribution, and fetches start_url as the platform would.</summary>
/// <remarks>An attempt's outcome depends on the seed and the attempt's key alone, so asking twice with one key has one outcome.</remarks>
public sealed class SimulatedGateway(OutboundHttp outbound, IOptions<SimulatedGatewayOptions> options) : IDialGateway
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

    private readonly SimulatedGatewayOptions _options = options.Value;

    public bool TakesIdempotencyKey => _options.TakesIdempotencyKey;

    public async Task<Placement> PlaceAsync(DialRequest request, CancellationToken ct)
    {
        var (draw, length, transfer, share) = Draw(request.Key);
        var type = Outcomes.First(outcome => draw < outcome.UpTo).Type;
        var ring = Duration.FromSeconds(type switch { CalleeType.NoAnswer => 30, CalleeType.Busy or CalleeType.OperatorIntercept => 3, _ => 8 });
        var answered = type is CalleeType.Voice or CalleeType.AnsweringMachine or CalleeType.Fax;

        if (!answered)
        {
            return new(false, type, request.At + ring, 0, null);
        }

        if (_options.FetchStartUrl && await FaultOfAsync(request, ct) is { } fault)
        {
            return new(false, type, request.At + ring, 0, $"start_url {fault}");
        }

        var shortest = Math.Min(ShortestCallSeconds, _options.LongestCallSeconds);
        var seconds = shortest + (int)(length * (_options.LongestCallSeconds - shortest + 1));
        var end = request.At + ring + Duration.FromSeconds(seconds);
        return type == CalleeType.Voice && transfer < _options.TransferRate
            ? new(true, type, end, seconds, null, share < 0.75 ? 1 : 2, Math.Min(seconds, 1 + (int)(share * seconds)))
            : new(true, type, end, seconds, null);
    }

    private async Task<string?> FaultOfAsync(DialRequest request, CancellationToken ct)
    {
        var answer = _options.StartUrlMethod == StartUrlMethod.Get
            ? await outbound.GetAsync(request.StartUrl, request.Variables, ct)
            : await outbound.PostFormAsync(request.StartUrl, request.Variables, null, ct);
        return answer.Failure
            ?? (answer.Status != 200 ? $"answered {answer.Status}" : VoiceXml.IsDocument(answer.Body, out var reason, answer.ContentType) ? null : reason);
    }

    // Four numbers in [0, 1) that only the seed and the key determine.
    private (double Draw, double Length, double Transfer, double Share) Draw(string key)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{_options.Seed}|{key}"));
        double Number(int at) => BinaryPrimitives.ReadUInt32LittleEndian(hash.AsSpan(at)) / 4294967296.0;
        return (Number(0), Number(4), Number(8), Number(12));
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

    /// <summary>Seconds of the longest conversation; the shortest has 5, or as many as this when that is fewer. Default 120.</summary>
    [Range(0, 86_400)]
    public int LongestCallSeconds { get; set; } = 120;

    /// <summary>The share of calls answered by a person that are transferred, once or twice. From 0 to 1; default 0.1.</summary>
    [Range(0.0, 1.0)]
    public double TransferRate { get; set; } = 0.1;

    /// <summary>Whether the simulated carrier recognises an attempt it has been asked for before. Default true.</summary>
    public bool TakesIdempotencyKey { get; set; } = true;
}

/// <summary>How an application is asked for its VoiceXML.</summary>
public enum StartUrlMethod
{
    /// <summary>The variables as a form.</summary>
    Post,

    /// <summary>The variables in the query string.</summary>
    Get,
}
