using System.Buffers.Binary;
using System.Text;

namespace Plum.Standalone.Tables;

/// <summary>Walks over the properties of an encoded entity without copying them.</summary>
internal ref struct PropertyReader(ReadOnlySpan<byte> body)
{
    private readonly ReadOnlySpan<byte> _body = body;
    private int _at;

    public PropertyType Type { get; private set; }

    public ReadOnlySpan<byte> Name { get; private set; }

    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>The property as it is stored, name and type included.</summary>
    public ReadOnlySpan<byte> Whole { get; private set; }

    public bool Next()
    {
        if (_at == _body.Length)
        {
            return false;
        }

        var start = _at;
        Type = (PropertyType)_body[_at++];
        Name = Take(ReadLength());
        Value = Take(Type switch
        {
            PropertyType.Text or PropertyType.Binary => ReadLength(),
            PropertyType.False or PropertyType.True => 0,
            PropertyType.Int32 => sizeof(int),
            PropertyType.Guid => 16,
            _ => sizeof(long),
        });
        Whole = _body[start.._at];
        return true;
    }

    public readonly long Number => Type == PropertyType.Int32
        ? BinaryPrimitives.ReadInt32LittleEndian(Value)
        : BinaryPrimitives.ReadInt64LittleEndian(Value);

    public readonly double Double => BinaryPrimitives.ReadDoubleLittleEndian(Value);

    public readonly object ToObject() => Type switch
    {
        PropertyType.Text => Encoding.UTF8.GetString(Value),
        PropertyType.Binary => Value.ToArray(),
        PropertyType.False => false,
        PropertyType.True => true,
        PropertyType.Int32 => (int)Number,
        PropertyType.Int64 => Number,
        PropertyType.Double => Double,
        PropertyType.Instant => new DateTimeOffset(Number, TimeSpan.Zero),
        PropertyType.Guid => new Guid(Value),
        _ => throw new InvalidDataException($"The stored property has an unknown type {Type}."),
    };

    private int ReadLength()
    {
        var length = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = _body[_at++];
            length |= (next & 0x7F) << shift;
            if (next < 0x80)
            {
                return length;
            }
        }
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        _at += length;
        return _body.Slice(_at - length, length);
    }
}
