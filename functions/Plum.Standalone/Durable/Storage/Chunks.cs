using System.Globalization;
using System.Text;
using Azure.Data.Tables;

namespace Plum.Standalone.Durable;

/// <summary>Values longer than a property may be (64 KiB), spread over numbered properties.</summary>
internal static class Chunks
{
    public const int Size = 64 * 1024;

    public static void Put(TableEntity row, string name, string? text) => Put(row, name, Encoding.UTF8.GetBytes(text ?? ""));

    public static void Put(TableEntity row, string name, byte[] bytes)
    {
        for (var at = 0; at < bytes.Length; at += Size)
        {
            row[Name(name, at / Size)] = bytes[at..Math.Min(bytes.Length, at + Size)];
        }
    }

    public static string? Text(TableEntity row, string name) =>
        Bytes(row, name) is { Length: > 0 } bytes ? Encoding.UTF8.GetString(bytes) : null;

    public static byte[] Bytes(TableEntity row, string name)
    {
        using var all = new MemoryStream();
        for (var i = 0; row.GetBinary(Name(name, i)) is { } chunk; i++)
        {
            all.Write(chunk);
        }

        return all.ToArray();
    }

    private static string Name(string name, int chunk) => chunk == 0 ? name : name + chunk.ToString(CultureInfo.InvariantCulture);
}
