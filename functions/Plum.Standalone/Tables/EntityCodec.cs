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
        using var body = new MemoryStream();
        using var writer = new BinaryWriter(body, Encoding.UTF8);
        foreach (var (name, value) in entity)
        {
            if (value is not null && !SystemProperty.Is(name))
            {
                Write(writer, name, value);
            }
        }

        return body.ToArray();
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
        using var merged = new MemoryStream(old.Length + changes.Length);
        var reader = new PropertyReader(old);
        while (reader.Next())
        {
            if (!Find(changes, reader.Name, out _))
            {
                merged.Write(reader.Whole);
            }
        }

        merged.Write(changes);
        return merged.ToArray();
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

    private static void Write(BinaryWriter writer, string name, object value)
    {
        switch (value)
        {
            case string text: Begin(PropertyType.Text).Write(text); break;
            case byte[] bytes: WriteBytes(bytes); break;
            case BinaryData data: WriteBytes(data.ToMemory().Span); break;
            case bool flag: Begin(flag ? PropertyType.True : PropertyType.False); break;
            case int number: Begin(PropertyType.Int32).Write(number); break;
            case long number: Begin(PropertyType.Int64).Write(number); break;
            case double number: Begin(PropertyType.Double).Write(number); break;
            case DateTimeOffset instant: Begin(PropertyType.Instant).Write(instant.UtcTicks); break;
            case DateTime instant: Begin(PropertyType.Instant).Write(instant.Ticks); break;
            case Guid guid: Begin(PropertyType.Guid).Write(guid.ToByteArray()); break;
            default: throw new ArgumentException($"A property cannot hold a {value.GetType().Name}.");
        }

        BinaryWriter Begin(PropertyType type)
        {
            writer.Write((byte)type);
            writer.Write(name);
            return writer;
        }

        void WriteBytes(ReadOnlySpan<byte> bytes)
        {
            Begin(PropertyType.Binary).Write7BitEncodedInt(bytes.Length);
            writer.Write(bytes);
        }
    }
}
