using System.Text.Json;
using System.Text.Json.Serialization;
using Plum.Core.Calls;
using Plum.Functions.Gateways;
using Plum.Functions.Shared;

namespace Plum.Functions.Calls.Outcomes;

/// <summary>Word about calls that were placed and have no outcome yet.</summary>
/// <param name="Run">The run whose open calls the gateway is to be asked about; null with an outcome.</param>
/// <param name="Attempt">
/// The attempt that an outcome belongs to, as <see cref="AttemptKey"/> writes it; null with a run.
/// </param>
/// <param name="Outcome">What the gateway said of the attempt before its placing was recorded.</param>
/// <param name="Try">How often this has been taken up in vain.</param>
public sealed record OutcomeMessage(
    [property: JsonPropertyName("a")] string Account,
    [property: JsonPropertyName("c")] int Campaign,
    [property: JsonPropertyName("r"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Run = null,
    [property: JsonPropertyName(
        "k"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Attempt = null,
    [property: JsonPropertyName(
        "o"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Placement? Outcome = null,
    [property: JsonPropertyName("t")] int Try = 0)
{
    public string ToJson() => JsonSerializer.Serialize(this, OutcomeJson.Default.OutcomeMessage);

    public static OutcomeMessage Parse(string json) =>
        JsonSerializer.Deserialize(json, OutcomeJson.Default.OutcomeMessage)
            ?? throw new FormatException("The outcome message is empty.");
}

[JsonSourceGenerationOptions(Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(OutcomeMessage))]
internal sealed partial class OutcomeJson : JsonSerializerContext;
