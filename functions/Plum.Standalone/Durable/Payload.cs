using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Converters;

namespace Plum.Standalone.Durable;

/// <summary>How inputs, outputs and event payloads are written: as by the Functions worker's serializer.</summary>
internal static class Payload
{
    public static DataConverter Converter { get; } =
        new JsonDataConverter(new JsonSerializerOptions { PropertyNameCaseInsensitive = true });
}
