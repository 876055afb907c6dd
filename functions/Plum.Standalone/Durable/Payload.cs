using System.Text;
using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Converters;

namespace Plum.Standalone.Durable;

/// <summary>
/// How inputs, outputs and event payloads are written, and how large one may be, so that a step fits a storage transaction.
/// </summary>
internal static class Payload
{
    /// <summary>Bytes of one input, result, output or event payload.</summary>
    public const int Most = 256 * 1024;

    /// <summary>Bytes of one turn's new history; with the instance's row, in Base64, it fits a transaction of 4 MiB.</summary>
    public const int MostOfTurn = 2 * 1024 * 1024;

    /// <summary>Bytes of the events and results one turn takes; the rest wait for the next.</summary>
    public const int MostTaken = 512 * 1024;

    // Bytes, as on the Functions host.
    private const int MostOfStatus = 16 * 1024;

    /// <summary>As the Functions worker's serializer writes and reads.</summary>
    public static DataConverter Converter { get; } =
        new JsonDataConverter(new JsonSerializerOptions { PropertyNameCaseInsensitive = true });

    public static string? Write(object? value, string what) => Checked(Converter.Serialize(value), what);

    public static string? CheckedStatus(string? json) => Checked(json, "The custom status", MostOfStatus);

    public static string? Checked(string? json, string what, int most = Most)
    {
        var size = json is null ? 0 : Encoding.UTF8.GetByteCount(json);
        return size <= most
            ? json
            : throw new ArgumentException($"{what} is {size} bytes of JSON; at most {most} are kept. Store it elsewhere and pass its key.");
    }
}
