using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Plum.Core.Audit;

/// <summary>
/// What a change made of the fields of something: <c>{"field":{"from":…,"to":…}}</c>, only those that changed.
/// </summary>
public static class AuditChanges
{
    /// <summary>Characters of one entry's changes at the most: a stored property takes 32 Ki.</summary>
    public const int MaxLength = 30_000;

    /// <summary>What stands for a secret.</summary>
    public const string Hidden = "(hidden)";

    private static readonly JsonSerializerOptions Plain =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // Values are cut to these lengths, one after the other, until the changes fit. The last makes any fit: see
    // MaxFields.
    private static readonly int[] Cuts = [8_000, 2_000, 500, 60];

    private const int MaxFields = 24;

    /// <param name="from">The fields before, none of something that was created.</param>
    /// <param name="to">The fields after, none of something that was deleted.</param>
    /// <returns>In the order of the fields; empty when none changed.</returns>
    public static JsonObject Between(IReadOnlyList<AuditField> from, IReadOnlyList<AuditField> to)
    {
        var changes = new JsonObject();
        foreach (var name in to.Concat(from).Select(field => field.Name).Distinct().Take(MaxFields))
        {
            var (before, after) = (Find(from, name), Find(to, name));
            if (!JsonNode.DeepEquals(before?.Value, after?.Value))
            {
                changes[name] = new JsonObject { ["from"] = Shown(before), ["to"] = Shown(after) };
            }
        }

        return changes;
    }

    /// <summary>
    /// The changes as they are stored. Long values are cut, an ellipsis at their end, where all of them would be too
    /// long.
    /// </summary>
    public static string Write(JsonObject changes)
    {
        var text = changes.ToJsonString(Plain);
        for (var i = 0; text.Length > MaxLength && i < Cuts.Length; i++)
        {
            text = Cut(changes, Cuts[i]).ToJsonString(Plain);
        }

        return text;
    }

    private static AuditField? Find(IReadOnlyList<AuditField> fields, string name) =>
        fields.FirstOrDefault(field => field.Name == name);

    private static JsonNode? Shown(AuditField? field) => field switch
    {
        null or { Value: null } => null,
        { IsSecret: true } => Hidden,
        _ => field.Value.DeepClone(),
    };

    private static JsonObject Cut(JsonObject changes, int length) => new(changes.Select(
        change => KeyValuePair.Create<string, JsonNode?>(
            change.Key,
            new JsonObject
            {
                ["from"] = Cut(change.Value!["from"], length),
                ["to"] = Cut(change.Value["to"], length),
            })));

    private static JsonNode? Cut(JsonNode? value, int length)
    {
        var text = value is JsonValue plain && plain.TryGetValue<string>(out var sent)
            ? sent
            : value?.ToJsonString(Plain);
        return text is null || text.Length <= length ? value?.DeepClone() : $"{Whole(text, length)}…";
    }

    /// <summary>The beginning of the text, with no half of a surrogate pair at its end.</summary>
    private static string Whole(string text, int length) =>
        text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
}
