using System.Buffers.Binary;
using System.Text;
using Azure.Data.Tables;

namespace Plum.Standalone.Tables;

/// <summary>The types a property can have, by the byte that stands for each on disk.</summary>
internal enum PropertyType : byte
{
    Text = 1,
    Binary = 2,
    False = 3,
    True = 4,
    Int32 = 5,
    Int64 = 6,
    Double = 7,
    Instant = 8,
    Guid = 9,
}

/// <summary>An entity's properties as bytes: for each its type, its name, its value.</summary>
/// <remarks>Lengths are 7-bit encoded, numbers little-endian, instants UTC ticks, text UTF-8.</remarks>
internal static class EntityCodec
{
    public static byte[] Encode(TableEntity entity)
    {
        var size = 0;
        foreach (var (name, value) in entity)
        {
            if (value is not null && !SystemProperty.Is(name))
            {
                var named = Encoding.UTF8.GetByteCount(name);
                size += 1 + LengthSize(named) + named + ValueSize(value);
            }
        }

        var writer = new PropertyWriter(new byte[size]);
        foreach (var (name, value) in entity)
        {
            if (value is not null && !SystemProperty.Is(name))
            {
                writer.Write(name, value);
            }
        }

        return writer.Written;
    }

    /// <summary>Puts the properties into the entity: all, or those selected.</summary>
    public static void Decode(ReadOnlySpan<byte> body, TableEntity into, string[]? select)
    {
        var reader = new PropertyReader(body);
        while (reader.Next())
        {
            var name = PropertyNames.Of(reader.Name);
            if (select is null || select.Contains(name))
            {
                into[name] = reader.ToObject();
            }
        }
    }

    /// <summary>The old properties that the new ones do not name, then the new ones.</summary>
    public static byte[] Merge(ReadOnlySpan<byte> old, ReadOnlySpan<byte> changes)
    {
        var merged = new byte[old.Length + changes.Length];
        var length = 0;
        var reader = new PropertyReader(old);
        while (reader.Next())
        {
            if (!Find(changes, reader.Name, out _))
            {
                reader.Whole.CopyTo(merged.AsSpan(length));
                length += reader.Whole.Length;
            }
        }

        changes.CopyTo(merged.AsSpan(length));
        return merged[..(length + changes.Length)];
    }

    public static bool Find(ReadOnlySpan<byte> body, ReadOnlySpan<byte> name, out PropertyReader property)
    {
        property = new PropertyReader(body);
        while (property.Next())
        {
            if (property.Name.SequenceEqual(name))
            {
                return true;
            }
        }

        return false;
    }

    private static int ValueSize(object value) => value switch
    {
        string text => Encoding.UTF8.GetByteCount(text) is var length ? length + LengthSize(length) : 0,
        byte[] bytes => bytes.Length + LengthSize(bytes.Length),
        BinaryData data => data.ToMemory().Length + LengthSize(data.ToMemory().Length),
        bool => 0,
        int => sizeof(int),
        Guid => 16,
        _ => sizeof(long),
    };

    private static int LengthSize(int length) => length < 1 << 7 ? 1 : length < 1 << 14 ? 2 : length < 1 << 21 ? 3 : length < 1 << 28 ? 4 : 5;
}

/// <summary>Writes properties one after the other into an array that is known to be large enough.</summary>
internal struct PropertyWriter(byte[] into)
{
    private int _length;

    public readonly byte[] Written => into;

    public void Write(string name, object value)
    {
        into[_length++] = (byte)TypeOf(value);
        WriteText(name);
        switch (value)
        {
            case string text: WriteText(text); break;
            case byte[] bytes: WriteBytes(bytes); break;
            case BinaryData data: WriteBytes(data.ToMemory().Span); break;
            case int number: BinaryPrimitives.WriteInt32LittleEndian(Take(sizeof(int)), number); break;
            case long number: BinaryPrimitives.WriteInt64LittleEndian(Take(sizeof(long)), number); break;
            case double number: BinaryPrimitives.WriteDoubleLittleEndian(Take(sizeof(double)), number); break;
            case DateTimeOffset instant: BinaryPrimitives.WriteInt64LittleEndian(Take(sizeof(long)), instant.UtcTicks); break;
            case DateTime instant: BinaryPrimitives.WriteInt64LittleEndian(Take(sizeof(long)), instant.Ticks); break;
            case Guid guid: guid.TryWriteBytes(Take(16)); break;
        }
    }

    private static PropertyType TypeOf(object value) => value switch
    {
        string => PropertyType.Text,
        byte[] or BinaryData => PropertyType.Binary,
        bool flag => flag ? PropertyType.True : PropertyType.False,
        int => PropertyType.Int32,
        long => PropertyType.Int64,
        double => PropertyType.Double,
        DateTimeOffset or DateTime => PropertyType.Instant,
        Guid => PropertyType.Guid,
        _ => throw new ArgumentException($"A property cannot hold a {value.GetType().Name}."),
    };

    private void WriteText(string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        WriteLength(length);
        Encoding.UTF8.GetBytes(text, Take(length));
    }

    private void WriteBytes(ReadOnlySpan<byte> bytes)
    {
        WriteLength(bytes.Length);
        bytes.CopyTo(Take(bytes.Length));
    }

    private void WriteLength(int length)
    {
        for (; length >= 0x80; length >>= 7)
        {
            into[_length++] = (byte)(length | 0x80);
        }

        into[_length++] = (byte)length;
    }

    private Span<byte> Take(int length)
    {
        _length += length;
        return into.AsSpan(_length - length, length);
    }
}
