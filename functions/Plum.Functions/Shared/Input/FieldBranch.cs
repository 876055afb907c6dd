using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Plum.Functions.Shared.Input;

/// <summary>The fields under one bracketed name, as PHP builds its arrays.</summary>
internal sealed class FieldBranch
{
    private readonly Dictionary<string, object> _items = new(StringComparer.Ordinal);
    private int _next;

    /// <summary>
    /// Puts a value at the end of a path of keys. An empty key is the next free number; a later value replaces an
    /// earlier one.
    /// </summary>
    public void Add(IReadOnlyList<string> keys, string value)
    {
        var branch = this;
        for (var i = 0; i < keys.Count - 1; i++)
        {
            var key = branch.KeyOf(keys[i]);
            if (branch._items.GetValueOrDefault(key) is not FieldBranch next)
            {
                branch._items[key] = next = new FieldBranch();
            }

            branch = next;
        }

        branch._items[branch.KeyOf(keys[^1])] = value;
    }

    public JsonElement ToJson() => JsonSerializer.SerializeToElement(ToNode());

    // Numbered keys make a list, in the order of their numbers; any other key makes an object.
    private JsonNode ToNode()
    {
        if (_items.Keys.All(key => Number(key) is not null))
        {
            return new JsonArray([.. _items.OrderBy(item => Number(item.Key)).Select(item => NodeOf(item.Value))]);
        }

        return new JsonObject(_items.Select(item => KeyValuePair.Create(item.Key, NodeOf(item.Value))));
    }

    private static JsonNode? NodeOf(object item) =>
        item is FieldBranch branch ? branch.ToNode() : JsonValue.Create((string)item);

    private string KeyOf(string key)
    {
        var number = key.Length == 0 ? _next : Number(key);
        _next = Math.Max(_next, number + 1 ?? 0);
        return number?.ToString(CultureInfo.InvariantCulture) ?? key;
    }

    private static int? Number(string key) =>
        int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < int.MaxValue
            ? number
            : null;
}
