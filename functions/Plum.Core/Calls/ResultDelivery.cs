using System.Collections.Immutable;
using System.Text.Json;
using NodaTime;

namespace Plum.Core.Calls;

/// <summary>What became of the post to result_url.</summary>
/// <param name="Tries">How often it was tried since the call was over, or since it was last resent.</param>
/// <param name="DeliveredAt">Unix seconds of the post that was accepted, or null.</param>
/// <param name="Dead">No further try will be made by itself.</param>
/// <param name="Error">Why the last try failed, or null.</param>
/// <param name="Sequence">Its place among the campaign's results, from 1; 0 as long as it was never posted.</param>
/// <param name="LastTry">Unix seconds of the last try; 0 when there was none.</param>
/// <param name="Round">
/// The resending that the last try belonged to, or null. Of several at a time one goes on with its tries.
/// </param>
public sealed record ResultDelivery(
    int Tries, long? DeliveredAt, bool Dead, string? Error, long Sequence = 0, long LastTry = 0, string? Round = null)
{
    public static readonly ResultDelivery None = new(0, null, false, null);

    private static readonly Duration LongestPause = Duration.FromHours(12);

    /// <summary>The pauses between tries, a little over a day in all.</summary>
    public static ImmutableArray<Duration> Pauses { get; } =
    [
        Duration.FromMinutes(1), Duration.FromMinutes(5), Duration.FromMinutes(15), Duration.FromHours(1),
        Duration.FromHours(3),
        Duration.FromHours(8), Duration.FromHours(12),
    ];

    /// <summary>
    /// The pause after a try that failed: the one that is due, or as long as the receiver asks to be left alone, within
    /// bounds.
    /// </summary>
    /// <param name="tries">How many tries came before the one that failed.</param>
    /// <param name="asked">What the receiver asks for (<c>Retry-After</c>), or null.</param>
    public static Duration PauseAfter(int tries, Duration? asked) =>
        Duration.Max(Pauses[tries], Duration.Min(asked ?? Duration.Zero, LongestPause));

    /// <summary>Another try will be made by itself.</summary>
    public bool IsOpen => DeliveredAt is null && !Dead;

    /// <summary>
    /// Whether a message asks for this post. One that has been worked off does not when it is delivered again.
    /// </summary>
    public bool IsAskedForBy(ResultMessage message) =>
        (message is { Again: true, Try: 0 } && Round != message.Round) || IsLeftFor(message);

    private bool IsLeftFor(ResultMessage message) =>
        DeliveredAt is null
            && (Dead ? message is { Round: not null, Try: 0 } : Round == message.Round && Tries <= message.Try);

    /// <summary>Whether this is still to be written when another poster of the same result has written first.</summary>
    public bool IsNewsTo(ResultDelivery stored) =>
        stored.DeliveredAt is null && (DeliveredAt is not null || stored.Dead || stored.Round == Round);

    public ResultDelivery Accepted(ResultMessage asked, Instant now) =>
        Tried(asked, now) with { DeliveredAt = now.ToUnixTimeSeconds(), Dead = false, Error = null };

    /// <param name="mayRetry">Whether another try could end differently.</param>
    public ResultDelivery Failed(ResultMessage asked, Instant now, string error, bool mayRetry) =>
        Tried(asked, now) with { DeliveredAt = null, Dead = !mayRetry || asked.Try >= Pauses.Length, Error = error };

    private ResultDelivery Tried(ResultMessage asked, Instant now) =>
        this with { Tries = asked.Try + 1, LastTry = now.ToUnixTimeSeconds(), Round = asked.Round };

    public string ToJson() => JsonSerializer.Serialize(this, CallsJson.Default.ResultDelivery);

    public static ResultDelivery Parse(string json) =>
        JsonSerializer.Deserialize(json, CallsJson.Default.ResultDelivery)
            ?? throw new FormatException("The delivery is empty.");
}
