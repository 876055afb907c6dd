using System.Globalization;
using System.Text;
using Plum.Core.Calls;

namespace Plum.Core.PhoneLists;

/// <summary>Where the rows of a list go: good ones into pages, bad ones into the report.</summary>
internal sealed class PhoneListIntake(PhoneListOptions options, PageReceiver onPage)
{
    private const int MaxValueLength = 80;

    private readonly List<BadRow> _badRows = [];
    private IReadOnlyList<string> _columns = [];
    private CallPageWriter _pages = new();
    private long _accepted;
    private long _rejected;
    private string? _stopped;
    private bool _hasCallerIds;

    public bool PageIsFull => _pages.IsFull;

    public bool IsStopped => _stopped is not null;

    /// <summary>Where a row is written, value by value; <see cref="Accept"/> or <see cref="Reject"/> ends it.</summary>
    public CallPageWriter Row => _pages;

    public void UseColumns(IReadOnlyList<string> columns)
    {
        _columns = columns;
        _pages = new CallPageWriter(columns);
    }

    public void Accept(long line, ReadOnlySpan<byte> number)
    {
        if (CallerIdFault(number) is { } fault)
        {
            Reject(line, number, fault);
        }
        else if (!_pages.TryEndRow(out var reason))
        {
            Reject(line, number, reason!);
        }
        else if (CountRow())
        {
            _accepted++;
        }
    }

    public void Reject(long line, ReadOnlySpan<byte> value, string reason)
    {
        if (!CountRow())
        {
            return;
        }

        _rejected++;
        if (_badRows.Count < options.MaxBadRows)
        {
            _badRows.Add(new(line, Bounded(value), reason));
        }
    }

    public void Stop(string sentence) => _stopped ??= sentence;

    /// <summary>Hands the present page on, unless the list is lost anyway.</summary>
    public async ValueTask PassPageAsync()
    {
        var calls = _pages.Count;
        var page = _pages.Take();
        if (calls > 0 && !IsStopped && (_rejected == 0 || options.SkipBadRows))
        {
            await onPage(page, calls);
        }
    }

    public async ValueTask<PhoneListResult> FinishAsync()
    {
        await PassPageAsync();
        return new(_accepted, _rejected, _badRows, _columns, _stopped, _hasCallerIds);
    }

    private string? CallerIdFault(ReadOnlySpan<byte> number)
    {
        if (!number.Contains((byte)';') || !PhoneNumberScan.TryScan(number, out var scan, out _) || !scan.AniUsable)
        {
            return null; // nearly all; and a caller id that will not do gives way to the default
        }

        _hasCallerIds = true;
        var owns = options.CallerIds?.Contains(scan.Ani.ToString("D10", CultureInfo.InvariantCulture)) ?? true;
        return owns ? null : CallerId.NotOwned;
    }

    private bool CountRow()
    {
        if (_accepted + _rejected < options.MaxRows)
        {
            return true;
        }

        Stop(FormattableString.Invariant($"The list has more than {options.MaxRows:N0} rows."));
        return false;
    }

    /// <summary>As much of a text as a message repeats.</summary>
    public static string Bounded(ReadOnlySpan<byte> value)
    {
        // Four bytes a character at the most, so this much holds 80 of them; a cut character becomes U+FFFD and is cut
        // off too.
        var text = Encoding.UTF8.GetString(value[..Math.Min(value.Length, 4 * MaxValueLength)]);
        var length = Math.Min(text.Length, MaxValueLength);
        return char.IsHighSurrogate(text.AsSpan(0, length) is [.., var last] ? last : ' ')
            ? text[..(length - 1)]
            : text[..length];
    }
}
