using System.Buffers.Binary;
using System.Text;

namespace Plum.Functions.Tests.Telemetry;

/// <summary>A message of the protobuf wire format, as its fields by number. Enough to read what OTLP carries.</summary>
internal sealed class Protobuf
{
    private readonly List<Field> _fields = [];

    private Protobuf(ReadOnlyMemory<byte> bytes)
    {
        var at = 0;
        while (at < bytes.Length)
        {
            var key = Varint(bytes.Span, ref at);
            var (number, type) = ((int)(key >> 3), (int)(key & 7));
            var (value, length) = type switch
            {
                0 => (Varint(bytes.Span, ref at), 0),
                1 => (BinaryPrimitives.ReadUInt64LittleEndian(bytes.Span[at..]), 8),
                2 => (0UL, (int)Varint(bytes.Span, ref at)),
                5 => (BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span[at..]), 4),
                _ => throw new FormatException($"Wire type {type}."),
            };
            _fields.Add(new(number, value, bytes.Slice(at, length)));
            at += length;
        }
    }

    public static Protobuf Read(ReadOnlyMemory<byte> bytes) => new(bytes);

    public bool Has(int number) => _fields.Exists(field => field.Number == number);

    public ulong Number(int number) => _fields.FindLast(field => field.Number == number).Value;

    public double Double(int number) => BitConverter.UInt64BitsToDouble(Number(number));

    public string Text(int number) => Encoding.UTF8.GetString(Bytes(number).Span);

    public string Hex(int number) => Convert.ToHexStringLower(Bytes(number).Span);

    public IEnumerable<Protobuf> Messages(int number) =>
        _fields.Where(field => field.Number == number).Select(field => new Protobuf(field.Bytes));

    /// <summary>A message within messages: every one at the end of the path.</summary>
    public IEnumerable<Protobuf> Path(params int[] numbers) =>
        numbers.Aggregate(
            (IEnumerable<Protobuf>)[this],
            (messages, number) => messages.SelectMany(message => message.Messages(number)));

    private ReadOnlyMemory<byte> Bytes(int number) => _fields.FindLast(field => field.Number == number).Bytes;

    private static ulong Varint(ReadOnlySpan<byte> bytes, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var part = bytes[at++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }
    }

    private readonly record struct Field(int Number, ulong Value, ReadOnlyMemory<byte> Bytes);
}
