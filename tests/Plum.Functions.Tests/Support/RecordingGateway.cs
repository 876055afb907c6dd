using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Plum.Functions.Gateways;

namespace Plum.Functions.Tests.Support;

/// <summary>The simulated gateway, and a record of what it was asked and when.</summary>
internal sealed class RecordingGateway
{
    private readonly ConcurrentQueue<Asked> _asked = new();
    private readonly ConcurrentDictionary<string, Placement> _placed = new();

    /// <summary>Everything asked so far, in that order.</summary>
    public IReadOnlyList<Asked> Asked => [.. _asked];

    /// <summary>For another server that uses the same record.</summary>
    public void Forget() => _asked.Clear();

    /// <summary>What it answered, by the attempt's key.</summary>
    public IReadOnlyDictionary<string, Placement> Placed => _placed;

    /// <summary>
    /// Whether a call is over in the moment in which it is placed, whatever its length: real time is too short for
    /// talks.
    /// </summary>
    public bool EndsAtOnce { get; init; }

    /// <summary>Runs before the gateway is asked; what it throws, the gateway throws.</summary>
    public Func<DialRequest, Task> Before { get; set; } = _ => Task.CompletedTask;

    /// <summary>Answers in the carrier's place unless it is null.</summary>
    public Func<DialRequest, GatewayAnswer?> Answer { get; set; } = _ => null;

    /// <summary>What came of a call in place of what the simulated carrier has drawn.</summary>
    public Func<DialRequest, Placement, Placement> Outcome { get; set; } = (_, drawn) => drawn;

    public void Register(IServiceCollection services) => services.AddSingleton<IDialGateway>(provider =>
        new Recording(
            this,
            ActivatorUtilities.CreateInstance<SimulatedGateway>(provider),
            provider.GetRequiredService<TimeProvider>()));

    private sealed class Recording(RecordingGateway record, SimulatedGateway inner, TimeProvider time) : IDialGateway
    {
        public bool TakesIdempotencyKey => inner.TakesIdempotencyKey;

        public bool CanLook => inner.CanLook;

        public bool TellsLater => inner.TellsLater;

        public async Task<GatewayAnswer> PlaceAsync(DialRequest request, CancellationToken ct)
        {
            record._asked.Enqueue(new(request.Key.ToString(), request.CallId, time.GetUtcNow(), request.CallerId));
            await record.Before(request);
            var answer = record.Answer(request) ?? await inner.PlaceAsync(request, ct);
            if (answer is not GatewayAnswer.Ended { Outcome: var outcome })
            {
                return answer;
            }

            outcome = record.Outcome(request, outcome);
            record._placed[request.Key.ToString()] = outcome = record.EndsAtOnce
                ? outcome with { EndsAt = request.At }
                : outcome;
            return new GatewayAnswer.Ended(outcome);
        }

        public Task<GatewayAnswer?> LookAsync(OpenCall call, CancellationToken ct) => inner.LookAsync(call, ct);
    }
}

/// <summary>One attempt that the gateway was asked for.</summary>
/// <param name="Key">Campaign partition, position, attempt.</param>
/// <param name="CallerId">The number to be shown.</param>
internal sealed record Asked(string Key, int CallId, DateTimeOffset At, string? CallerId)
{
    public long Position => long.Parse(Key.Split('-')[^2]);

    public int Attempt => int.Parse(Key.Split('-')[^1]);
}
