using System.Buffers;

namespace Plum.Standalone.Tables;

/// <summary>How long a write is in a transaction's request: binary travels as Base64, text as escaped JSON.</summary>
internal static class WireSize
{
    // The part's own headers, the address with its keys, and what stands around the properties.
    private const int AroundWrite = 700;

    // Quotes, colon, comma and the type annotation that repeats the name.
    private const int AroundProperty = 40;

    private static readonly SearchValues<char> Plain =
        SearchValues.Create(" !#$%()*,-./0123456789:;=?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_abcdefghijklmnopqrstuvwxyz{|}~");

    public static long Of(EntityWrite write)
    {
        var size = AroundWrite + (2L * (Escaped(write.Entity.PartitionKey) + Escaped(write.Entity.RowKey)));
        foreach (var (name, value) in write.Entity)
        {
            size += AroundProperty + (2 * name.Length) + value switch
            {
                string text => Escaped(text),
                byte[] bytes => Base64(bytes.Length),
                BinaryData data => Base64(data.ToMemory().Length),
                _ => 40,
            };
        }

        return size;
    }

    private static int Base64(int bytes) => (bytes + 2) / 3 * 4;

    private static int Escaped(string text)
    {
        var size = text.Length;
        for (var rest = text.AsSpan(); rest.IndexOfAnyExcept(Plain) is >= 0 and var at; rest = rest[(at + 1)..])
        {
            size += "\\u0022".Length - 1;
        }

        return size;
    }
}
