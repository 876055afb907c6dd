using System.Text;

namespace Plum.Standalone.Durable;

/// <summary>How large one value of an orchestration may be, so that a step always fits a storage transaction.</summary>
internal static class PayloadLimit
{
    /// <summary>Bytes of one input, result, output or event payload.</summary>
    public const int Value = 256 * 1024;

    /// <summary>Bytes of a custom status, as on the real host.</summary>
    public const int CustomStatus = 16 * 1024;

    /// <summary>Bytes of one turn's new history; with the instance's row, in Base64, it fits a transaction of 4 MiB.</summary>
    public const int Turn = 2 * 1024 * 1024;

    /// <summary>Characters of the events and results one turn takes; the rest wait for the next.</summary>
    public const int Batch = 512 * 1024;

    public static string? Checked(string? json, string what, int limit = Value)
    {
        var size = json is null ? 0 : Encoding.UTF8.GetByteCount(json);
        return size <= limit
            ? json
            : throw new ArgumentException($"{what} is {size} bytes of JSON; at most {limit} are kept. Store it elsewhere and pass its key.");
    }
}
