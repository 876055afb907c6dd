using System.Text.Json;
using System.Text.Json.Serialization;

namespace Plum.Core.Calls;

/// <summary>Calls whose final results are to be posted to the campaign's result_url.</summary>
/// <param name="Positions">The calls, as ranges: <c>4-5,9-12</c>.</param>
/// <param name="Try">How often these posts have been tried already.</param>
/// <param name="Waits">How often a poster found that the calls were not final yet, or could not do its work.</param>
/// <param name="Round">Names the resending that this message belongs to; null for the tries made by themselves.</param>
/// <param name="Again">Asks for the post whatever became of earlier ones, an acceptance too.</param>
/// <param name="Due">Unix milliseconds at which it is to be taken up; 0 when nobody has said.</param>
/// <param name="Cause">What ended the calls, as a W3C traceparent, while that is being recorded.</param>
public sealed record ResultMessage(
    [property: JsonPropertyName("a")] string Account,
    [property: JsonPropertyName("c")] int Campaign,
    [property: JsonPropertyName("p")] string Positions,
    [property: JsonPropertyName("t")] int Try = 0,
    [property: JsonPropertyName("w")] int Waits = 0,
    [property: JsonPropertyName("r")] string? Round = null,
    [property: JsonPropertyName(
        "g"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Again = false,
    [property: JsonPropertyName("d"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] long Due = 0,
    [property: JsonPropertyName("x"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Cause = null)
{
    public string ToJson() => JsonSerializer.Serialize(this, CallsJson.Default.ResultMessage);

    public static ResultMessage Parse(string json) =>
        JsonSerializer.Deserialize(json, CallsJson.Default.ResultMessage)
            ?? throw new FormatException("The result message is empty.");
}
