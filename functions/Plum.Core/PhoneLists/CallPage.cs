using System.Buffers.Binary;
using System.Collections;
using System.Text;

namespace Plum.Core.PhoneLists;

/// <summary>Up to 256 calls of a list as one block of bytes, readable at any place without reading the rest.</summary>
/// <remarks>
/// Layout: version (1 byte), column count and names, the rows, each row's length (2 bytes little-endian each), the
/// number of rows (2 bytes). A row is number, message_reference, call_parameters and the variables in column order,
/// each behind its length; empty values at the end of a row are left out. Names, lengths and texts are UTF-8; lengths
/// are LEB128.
/// </remarks>
public readonly struct CallPage : IReadOnlyList<CallEntry>
{
    /// <summary>Calls in a full page. Only a list's last page holds fewer.</summary>
    public const int Size = 256;

    /// <summary>
    /// Bytes one row may take, so that a full page with its column names stays below 983,040 bytes (15 table properties
    /// of 64 KiB).
    /// </summary>
    public const int MaxRowBytes = 3_800;

    internal const byte Version = 1;
    internal const int MaxColumns = 64;
    internal const int MaxColumnBytes = 4_096;

    private readonly ReadOnlyMemory<byte> _page;
    private readonly int _rowsAt;
    private readonly string[] _columns;

    /// <param name="page">What <see cref="CallPageWriter"/> wrote; it must not change while the page is in use.</param>
    /// <exception cref="InvalidDataException">The bytes are not a page.</exception>
    public CallPage(ReadOnlyMemory<byte> page)
    {
        var bytes = page.Span;
        if (bytes.Length < 4 || bytes[0] != Version)
        {
            throw Corrupt();
        }

        _page = page;
        Count = BinaryPrimitives.ReadUInt16LittleEndian(bytes[^2..]);
        _columns = ReadColumns(bytes, out _rowsAt);
        if (Count > Size || _rowsAt + (2 * Count) + 2 > bytes.Length)
        {
            throw Corrupt();
        }
    }

    /// <summary>Calls in this page, 0 to 256.</summary>
    public int Count { get; }

    /// <summary>Names of the variables each call of this page carries.</summary>
    public IReadOnlyList<string> Columns => _columns ?? [];

    public CallEntry this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            var lengths = Lengths;
            var at = _rowsAt;
            for (var i = 0; i < index; i++)
            {
                at += BinaryPrimitives.ReadUInt16LittleEndian(lengths[(2 * i)..]);
            }

            return ReadRow(at, BinaryPrimitives.ReadUInt16LittleEndian(lengths[(2 * index)..]));
        }
    }

    public IEnumerator<CallEntry> GetEnumerator()
    {
        var at = _rowsAt;
        for (var i = 0; i < Count; i++)
        {
            var length = BinaryPrimitives.ReadUInt16LittleEndian(Lengths[(2 * i)..]);
            yield return ReadRow(at, length);
            at += length;
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The places in this page of the calls that are looked for.</summary>
    /// <param name="otherwise">The message_reference of calls that were listed without.</param>
    public IReadOnlyList<int> Find(CallSearch search, ReadOnlySpan<byte> otherwise)
    {
        List<int>? found = null;
        var at = _rowsAt;
        for (var i = 0; i < Count; i++)
        {
            var length = BinaryPrimitives.ReadUInt16LittleEndian(Lengths[(2 * i)..]);
            var row = Row(at, length);
            var number = ReadBytes(ref row);
            var reference = ReadBytes(ref row);
            if (search.Matches(number, reference.IsEmpty ? otherwise : reference))
            {
                (found ??= []).Add(i);
            }

            at += length;
        }

        return found ?? [];
    }

    private ReadOnlySpan<byte> Lengths => _page.Span[^((2 * Count) + 2)..^2];

    private ReadOnlySpan<byte> Row(int at, int length) =>
        at + length > _page.Length ? throw Corrupt() : _page.Span.Slice(at, length);

    private CallEntry ReadRow(int at, int length)
    {
        var row = Row(at, length);
        var number = ReadText(ref row);
        var reference = ReadText(ref row);
        var parameters = ReadText(ref row);
        var variables = _columns.Length == 0 ? [] : new KeyValuePair<string, string>[_columns.Length];
        for (var i = 0; i < variables.Length; i++)
        {
            variables[i] = new(_columns[i], ReadText(ref row));
        }

        return new(number, reference, parameters, variables);
    }

    private static string[] ReadColumns(ReadOnlySpan<byte> page, out int rowsAt)
    {
        var rest = page[2..];
        var columns = page[1] == 0 ? [] : new string[page[1]];
        for (var i = 0; i < columns.Length; i++)
        {
            columns[i] = ReadText(ref rest);
        }

        rowsAt = page.Length - rest.Length;
        return columns;
    }

    // Past the end of a row stand the empty values that were left out.
    private static string ReadText(ref ReadOnlySpan<byte> from) => Encoding.UTF8.GetString(ReadBytes(ref from));

    private static ReadOnlySpan<byte> ReadBytes(ref ReadOnlySpan<byte> from)
    {
        if (from.IsEmpty)
        {
            return [];
        }

        var (length, used) = from[0] < 0x80 ? (from[0], 1) : (ReadLong(from), 2);
        if (length > from.Length - used)
        {
            throw Corrupt();
        }

        var bytes = from.Slice(used, length);
        from = from[(used + length)..];
        return bytes;
    }

    private static int ReadLong(ReadOnlySpan<byte> from) =>
        from.Length < 2 ? throw Corrupt() : (from[0] & 0x7F) | (from[1] << 7);

    private static InvalidDataException Corrupt() => new("The bytes are not a page of calls.");
}
