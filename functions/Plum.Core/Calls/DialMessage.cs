using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using Plum.Core.Pacing;

namespace Plum.Core.Calls;

/// <summary>Calls to start, each at an instant of its own: what a release puts into the dial queue.</summary>
/// <param name="Account">The account.</param>
/// <param name="Campaign">The campaign's number within the account.</param>
/// <param name="Epoch">
/// The campaign's epoch at release. When the campaign has moved on, the message dials nothing.
/// </param>
/// <param name="PeriodStart">
/// Unix ticks (100 ns) of the slots' period; with the next three, a <see cref="SlotRun"/>.
/// </param>
/// <param name="From">The first position of a run of first attempts.</param>
/// <param name="Due">Attempts with a due instant of their own instead of successive positions; one slot each.</param>
/// <param name="Offsets">
/// How many slots after the first each of <paramref name="Due"/> has its own; null when they follow one another.
/// </param>
/// <param name="Cause">The release it belongs to, as a W3C traceparent, while that is being recorded.</param>
public sealed record DialMessage(
    [property: JsonPropertyName("a")] string Account,
    [property: JsonPropertyName("c")] int Campaign,
    [property: JsonPropertyName("e")] long Epoch,
    [property: JsonPropertyName("p")] long PeriodStart,
    [property: JsonPropertyName("l")] long PeriodLength,
    [property: JsonPropertyName("n")] long Amount,
    [property: JsonPropertyName("i")] long FirstSlot,
    [property: JsonPropertyName("k")] int Count,
    [property: JsonPropertyName("f")] long From,
    [property: JsonPropertyName("r")] IReadOnlyList<DueAttempt>? Due = null,
    [property: JsonPropertyName("o")] IReadOnlyList<int>? Offsets = null,
    [property: JsonPropertyName("t"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Cause = null)
{
    /// <summary>A run of first attempts at successive positions.</summary>
    public static DialMessage First(string account, int campaign, long epoch, SlotRun slots, long from) => new(
        account,
        campaign,
        epoch,
        slots.PeriodStart.ToUnixTimeTicks(),
        slots.Period.BclCompatibleTicks,
        slots.Amount,
        slots.First,
        slots.Count,
        from);

    /// <summary>
    /// Attempts that are due, in the order of the slots: single ones of one period, one for each attempt.
    /// </summary>
    public static DialMessage OfDue(
        string account, int campaign, long epoch, ReadOnlySpan<SlotRun> slots, IReadOnlyList<DueAttempt> due)
    {
        var first = slots[0].First;
        var offsets = new int[slots.Length];
        for (var i = 0; i < offsets.Length; i++)
        {
            offsets[i] = (int)(slots[i].First - first);
        }

        return First(account, campaign, epoch, slots[0] with { Count = slots.Length }, -1) with
        {
            Due = due,
            Offsets = offsets[^1] == offsets.Length - 1 ? null : offsets,
        };
    }

    /// <summary>When its first call starts.</summary>
    [JsonIgnore]
    public Instant Begin => Slots.Begin;

    /// <summary>When its calls start; all in one period.</summary>
    [JsonIgnore]
    public SlotRun Slots =>
        new(Instant.FromUnixTimeTicks(PeriodStart), Duration.FromTicks(PeriodLength), Amount, FirstSlot, Count);

    /// <summary>Every call of the message with its instant, in time order.</summary>
    public IReadOnlyList<PlannedCall> Calls()
    {
        var slots = Slots;
        var calls = new PlannedCall[Count];
        for (var i = 0; i < Count; i++)
        {
            calls[i] = Due is null
                ? new(From + i, 1, slots[i], null)
                : new(Due[i].Position, Due[i].Attempt, slots[Offsets?[i] ?? i], Due[i]);
        }

        return calls;
    }

    public string ToJson() => JsonSerializer.Serialize(this, CallsJson.Default.DialMessage);

    public static DialMessage Parse(string json) =>
        JsonSerializer.Deserialize(json, CallsJson.Default.DialMessage)
            ?? throw new FormatException("The dial message is empty.");
}

/// <summary>
/// An attempt that must not start before an instant of its own: a retry, or the first of a call that was queued by
/// itself.
/// </summary>
/// <param name="DueTicks">Unix ticks at which the attempt becomes due.</param>
/// <param name="Attempt">The number of the attempt to come.</param>
public readonly record struct DueAttempt(
    [property: JsonPropertyName("p")] long Position,
    [property: JsonPropertyName("d")] long DueTicks,
    [property: JsonPropertyName("k")] int Attempt)
{
    [JsonIgnore]
    public Instant At => Instant.FromUnixTimeTicks(DueTicks);
}

/// <summary>
/// One call of a dial message: position, number of the attempt, and the instant before which it must not start.
/// </summary>
public readonly record struct PlannedCall(long Position, int Attempt, Instant At, DueAttempt? Due);

[JsonSerializable(typeof(DialMessage))]
[JsonSerializable(typeof(ResultMessage))]
[JsonSerializable(typeof(ResultDelivery))]
[JsonSerializable(typeof(CallAttempt[]))]
internal sealed partial class CallsJson : JsonSerializerContext;
