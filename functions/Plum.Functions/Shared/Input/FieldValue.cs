using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Plum.Functions.Shared.Input;

/// <summary>Everything sent under one name: JSON, or texts and the branches that bracketed names spell.</summary>
internal sealed class FieldValue
{
    private static readonly JsonDocumentOptions Depth = new() { MaxDepth = JsonBody.MaxDepth };

    private readonly List<string> _texts = [];
    private readonly JsonElement? _json;
    private readonly JsonElement? _sent;
    private FieldBranch? _branch;

    public FieldValue()
    {
    }

    // A list sent as text inside JSON is a list all the same.
    public FieldValue(JsonElement json)
    {
        (_json, _sent) = (json, json);
        if (json.ValueKind == JsonValueKind.String && json.GetString()!.AsSpan().TrimStart() is ['[' or '{', ..])
        {
            Add([], json.GetString()!);
            _json = Parse() ?? json;
        }
    }

    /// <summary>
    /// A JSON body's value as it stands, a form's text as a JSON string, several texts as an array, bracketed names as
    /// they nest.
    /// </summary>
    public JsonElement Sent => _sent ?? _texts.Count switch
    {
        0 => _branch!.ToJson(),
        1 => JsonSerializer.SerializeToElement(_texts[0]),
        _ => JsonSerializer.SerializeToElement(_texts),
    };

    public string? Text => _texts.Count > 0 ? _texts[^1] : Json is { } json ? TextOf(json) : null;

    // Not kept: more fields may arrive while a file is read.
    public JsonElement? Json => _json ?? Parse();

    public IReadOnlyList<string>? Array => (_texts.Count, Json) switch
    {
        ( > 1, _) => _texts,
        (_, { ValueKind: JsonValueKind.Array } json) =>
            [.. json.EnumerateArray().Select(item => TextOf(item) ?? "null")],
        _ => null,
    };

    public ReadOnlyMemory<byte> Utf8 => _texts.Count == 1
        ? Encoding.UTF8.GetBytes(_texts[0])
        : _texts.Count > 1
            ? JsonSerializer.SerializeToUtf8Bytes(_texts)
            : JsonMarshal.GetRawUtf8Value(Json!.Value).ToArray();

    public void Add(IReadOnlyList<string> keys, string value)
    {
        if (keys.Count == 0)
        {
            _texts.Add(value);
        }
        else
        {
            (_branch ??= new()).Add(keys, value);
        }
    }

    private JsonElement? Parse()
    {
        try
        {
            return _texts.Count switch
            {
                0 => _branch?.ToJson(),
                1 => JsonElement.Parse(_texts[0], Depth),
                _ => JsonSerializer.SerializeToElement(_texts),
            };
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? TextOf(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => json.GetString(),
        JsonValueKind.Null => null,
        _ => json.GetRawText(),
    };
}
