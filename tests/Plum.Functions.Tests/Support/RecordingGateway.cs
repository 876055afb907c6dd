using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Plum.Functions.Calls.Gateway;

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
    /// Whether a call is over in the moment in which it is placed, whatever its length: real time is too short for talks.
    /// </summary>
    public bool EndsAtOnce { get; init; }

    /// <summary>Runs before the gateway is asked; what it throws, the gateway throws.</summary>
    public Func<DialRequest, Task> Before { get; set; } = _ => Task.CompletedTask;

    /// <summary>What the gateway answers in place of what the simulated one has drawn.</summary>
    public Func<DialRequest, Placement, Placement> Answer { get; set; } = (_, drawn) => drawn;

    public void Register(IServiceCollection services) => services.AddSingleton<IDialGateway>(provider =>
        new Recording(this, ActivatorUtilities.CreateInstance<SimulatedGateway>(provider), provider.GetRequiredService<TimeProvider>()));

    private sealed class Recording(RecordingGateway record, SimulatedGateway inner, TimeProvider time) : IDialGateway
    {
        public bool TakesIdempotencyKey => inner.TakesIdempotencyKey;

        public async Task<Placement> PlaceAsync(DialRequest request, CancellationToken ct)
        {
            record._asked.Enqueue(new(request.Key, request.CallId, time.GetUtcNow(), request.CallerId));
            await record.Before(request);
            var placement = record.Answer(request, await inner.PlaceAsync(request, ct));
            return record._placed[request.Key] = record.EndsAtOnce ? placement with { EndsAt = request.At } : placement;
        }
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
