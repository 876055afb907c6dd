using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Plum.Standalone.Durable;

/// <summary>A history as bytes: one JSON line an event, so that appending never rewrites.</summary>
internal static class HistoryText
{
    private static readonly HistoryJson Json = new(new JsonSerializerOptions
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    public static byte[] Write(IEnumerable<HistoryEvent> events)
    {
        using var buffer = new MemoryStream();
        foreach (var entry in events)
        {
            JsonSerializer.Serialize(buffer, entry, Json.HistoryEvent);
            buffer.WriteByte((byte)'\n');
        }

        return buffer.ToArray();
    }

    public static List<HistoryEvent> Read(ReadOnlySpan<byte> text)
    {
        var events = new List<HistoryEvent>();
        foreach (var line in text.Split((byte)'\n'))
        {
            if (!text[line].IsEmpty)
            {
                events.Add(JsonSerializer.Deserialize(text[line], Json.HistoryEvent)!);
            }
        }

        return events;
    }
}

[JsonSerializable(typeof(HistoryEvent))]
internal sealed partial class HistoryJson : JsonSerializerContext;
