using System.Buffers.Binary;
using System.Text;

namespace Plum.Core.PhoneLists;

/// <summary>
/// Packs calls into the bytes of a <see cref="CallPage"/>. One writer serves a whole list, page after page.
/// </summary>
public sealed class CallPageWriter
{
    private readonly byte[] _head;
    private readonly ushort[] _lengths = new ushort[CallPage.Size];
    private byte[] _rows = new byte[8 * 1024];
    private int _used;
    private int _rowStart;
    private int _rowEnd;
    private int _rowBytes;

    /// <param name="columns">
    /// Names of the variables that every call of the list carries, at most 64 and 4,096 bytes together.
    /// </param>
    public CallPageWriter(IReadOnlyList<string>? columns = null)
    {
        columns ??= [];
        ArgumentOutOfRangeException.ThrowIfGreaterThan(columns.Count, CallPage.MaxColumns);
        _rows[0] = CallPage.Version;
        _rows[1] = (byte)columns.Count;
        _used = 2;
        foreach (var column in columns)
        {
            Write(Encoding.UTF8.GetBytes(column));
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(_used, CallPage.MaxColumnBytes, nameof(columns));
        _head = _rows[.._used];
        Restart();
    }

    /// <summary>Calls added since the last page was taken.</summary>
    public int Count { get; private set; }

    public bool IsFull => Count == CallPage.Size;

    /// <summary>Adds a call, or says why it does not fit.</summary>
    /// <exception cref="InvalidOperationException">The page is full and was not taken.</exception>
    public bool TryAdd(CallEntry call, out string? reason)
    {
        BeginRow(Encoding.UTF8.GetBytes(call.PhoneNumber));
        WriteValue(Encoding.UTF8.GetBytes(call.MessageReference));
        WriteValue(Encoding.UTF8.GetBytes(call.CallParameters));
        foreach (var (_, value) in call.Variables)
        {
            WriteValue(Encoding.UTF8.GetBytes(value));
        }

        return TryEndRow(out reason);
    }

    /// <summary>
    /// The finished page, in an array of its own, or an empty one when no call was added. The writer starts afresh.
    /// </summary>
    public byte[] Take()
    {
        var page = Count == 0 ? [] : new byte[_rowStart + (2 * Count) + 2];
        if (Count > 0)
        {
            _rows.AsSpan(0, _rowStart).CopyTo(page);
            var tail = page.AsSpan(_rowStart);
            for (var i = 0; i < Count; i++)
            {
                BinaryPrimitives.WriteUInt16LittleEndian(tail[(2 * i)..], _lengths[i]);
            }

            BinaryPrimitives.WriteUInt16LittleEndian(tail[(2 * Count)..], (ushort)Count);
        }

        Restart();
        return page;
    }

    /// <summary>Starts a row with its number. What an unfinished row wrote is forgotten.</summary>
    internal void BeginRow(ReadOnlySpan<byte> number)
    {
        if (IsFull)
        {
            throw new InvalidOperationException("The page is full; take it first.");
        }

        _used = _rowEnd = _rowStart;
        _rowBytes = 0;
        WriteValue(number);
    }

    /// <summary>The row's next value: message_reference, call_parameters, then the variables in column order.</summary>
    internal void WriteValue(ReadOnlySpan<byte> value)
    {
        _rowBytes += value.Length + (value.Length < 0x80 ? 1 : 2);
        if (_rowBytes > CallPage.MaxRowBytes)
        {
            return; // TryEndRow refuses the row; its size is counted on for the message
        }

        Write(value);
        _rowEnd = value.IsEmpty ? _rowEnd : _used;
    }

    internal bool TryEndRow(out string? reason)
    {
        if (_rowBytes > CallPage.MaxRowBytes)
        {
            reason =
                FormattableString.Invariant($"takes {_rowBytes:N0} bytes; a call may take {CallPage.MaxRowBytes:N0}");
            return false;
        }

        reason = null;
        _lengths[Count++] = (ushort)(_rowEnd - _rowStart);
        _rowStart = _rowEnd;
        return true;
    }

    private void Write(ReadOnlySpan<byte> value)
    {
        if (_used + value.Length + 2 > _rows.Length)
        {
            Array.Resize(ref _rows, (2 * _rows.Length) + value.Length);
        }

        if (value.Length < 0x80)
        {
            _rows[_used++] = (byte)value.Length;
        }
        else
        {
            _rows[_used++] = (byte)(value.Length | 0x80);
            _rows[_used++] = (byte)(value.Length >> 7);
        }

        value.CopyTo(_rows.AsSpan(_used));
        _used += value.Length;
    }

    private void Restart()
    {
        _head.CopyTo(_rows, 0);
        _used = _rowStart = _head.Length;
        Count = 0;
    }
}
