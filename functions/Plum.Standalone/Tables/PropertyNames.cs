using System.Text;

namespace Plum.Standalone.Tables;

/// <summary>Spares a new string for each property name read: an app has few names and reads them often.</summary>
internal static class PropertyNames
{
    private static readonly string?[] Known = new string?[512];

    public static string Of(ReadOnlySpan<byte> utf8)
    {
        // A slot may be overwritten by another name at any time; what is found is compared, so that costs only a new string.
        var hash = new HashCode();
        hash.AddBytes(utf8);
        ref var slot = ref Known[(uint)hash.ToHashCode() % Known.Length];
        var known = Volatile.Read(ref slot);
        if (known is null || !Ascii.Equals(utf8, known))
        {
            known = Encoding.UTF8.GetString(utf8);
            Volatile.Write(ref slot, known);
        }

        return known;
    }
}
