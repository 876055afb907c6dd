using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Plum.Functions.VoiceTrends;

/// <summary>The documented answer: compact, and each series an object keyed by timestamp.</summary>
internal static class TrendsJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(IBufferWriter<byte> output, IEnumerable<TrendsMember> members)
    {
        using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartObject();
        foreach (var member in members)
        {
            Write(json, member);
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, TrendsMember member)
    {
        if (member is TrendsMember.Text text)
        {
            json.WriteString(text.Name, text.Value);
        }
        else if (member is TrendsMember.Series series)
        {
            json.WriteStartObject(series.Name);
            foreach (var (start, value) in series.Values)
            {
                json.WriteNumber(start.ToString(CultureInfo.InvariantCulture), value);
            }

            json.WriteEndObject();
        }
    }
}
