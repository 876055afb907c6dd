using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Plum.Functions.Shared;

/// <summary>Writes a body as compact JSON, member by member in the documented order.</summary>
public sealed class Utf8Json : IDisposable
{
    // The answers are never put into HTML, and the documented samples show URLs and signs as they are.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Utf8JsonWriter _json;

    private Utf8Json(IBufferWriter<byte> buffer) => _json = new(buffer, Options);

    public static ReadOnlyMemory<byte> Of(Action<Utf8Json> members)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using var json = new Utf8Json(buffer);
        json.WriteObject(members);
        json._json.Flush();
        return buffer.WrittenMemory;
    }

    /// <summary>A bare array with an object for each item.</summary>
    public static ReadOnlyMemory<byte> OfEach<T>(IEnumerable<T> items, Action<Utf8Json, T> members)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var json = new Utf8Json(buffer);
        json._json.WriteStartArray();
        foreach (var item in items)
        {
            json.WriteObject(inner => members(inner, item));
        }

        json._json.WriteEndArray();
        json._json.Flush();
        return buffer.WrittenMemory;
    }

    public void WriteString(string name, string? value) => _json.WriteString(name, value);

    public void WriteNumber(string name, long value) => _json.WriteNumber(name, value);

    public void WriteNumber(string name, long? value)
    {
        if (value is { } number)
        {
            _json.WriteNumber(name, number);
        }
        else
        {
            _json.WriteNull(name);
        }
    }

    public void WriteNumber(string name, double value) => _json.WriteNumber(name, value);

    public void WriteBoolean(string name, bool value) => _json.WriteBoolean(name, value);

    public void WriteNode(string name, JsonNode value)
    {
        _json.WritePropertyName(name);
        value.WriteTo(_json);
    }

    public void WriteStringValue(string value) => _json.WriteStringValue(value);

    public void WriteStartArray(string name) => _json.WriteStartArray(name);

    public void WriteEndArray() => _json.WriteEndArray();

    public void WriteStrings(string name, IEnumerable<string>? values)
    {
        if (values is null)
        {
            _json.WriteNull(name);
            return;
        }

        _json.WriteStartArray(name);
        foreach (var value in values)
        {
            _json.WriteStringValue(value);
        }

        _json.WriteEndArray();
    }

    public void WriteObjects<T>(string name, IEnumerable<T> items, Action<Utf8Json, T> members)
    {
        _json.WriteStartArray(name);
        foreach (var item in items)
        {
            WriteObject(inner => members(inner, item));
        }

        _json.WriteEndArray();
    }

    public void WriteObject(string name, Action<Utf8Json> members)
    {
        _json.WritePropertyName(name);
        WriteObject(members);
    }

    public void Dispose() => _json.Dispose();

    private void WriteObject(Action<Utf8Json> members)
    {
        _json.WriteStartObject();
        members(this);
        _json.WriteEndObject();
    }
}
