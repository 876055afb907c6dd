using System.Text;
using CsvHelper;

namespace Plum.Core.PhoneLists;

/// <summary>The rows of a list sent as a CSV or TXT file.</summary>
internal sealed class CsvRows(PhoneListIntake intake, PhoneListOptions options, char separator)
{
    private readonly byte[] _room = new byte[PhoneNumber.MaxSent];
    private ListShape? _shape;
    private bool _hasCalls;
    private long _doubtful;

    /// <summary>How lists are read, but for their separator.</summary>
    public static CsvReaderOptions Rfc4180(int maxRecordBytes) => new()
    {
        HasHeader = false,
        TrimWhitespace = true,
        WhitespaceCharacters = " \t\u001A", // Ctrl-Z ends the files of old programs
        TrackLineNumbers = true,
        MaxRecordSize = maxRecordBytes,
        MalformedData = CsvMalformedDataHandling.Skip,
    };

    public CsvReaderOptions CsvOptions =>
        Rfc4180(options.MaxRecordBytes) with { Separator = separator, OnMalformedRecord = TakeMalformed };

    /// <summary>Takes the reader's present record: the header, a call, or a row that is neither.</summary>
    public void Take(CsvReader csv)
    {
        if (_shape is null && !TryBegin(csv))
        {
            return;
        }

        var shape = _shape!;
        var number = Invisible.Without(csv.GetSpan(shape.NumberAt), _room);
        if (csv.FieldCount > shape.Width && HasValueFrom(csv, shape.Width))
        {
            var reason = $"has {csv.FieldCount} values; at most {shape.Description} are taken";
            intake.Reject(csv.LineNumber, csv.RawRecord, reason);
        }
        else if (PhoneNumberScan.TryScan(number, out _, out var fault))
        {
            TakeCall(csv, shape, number);
        }
        else if (shape.IsPositional && csv.FieldCount == 1 && number.Contains((byte)','))
        {
            TakeEntry(csv.LineNumber, shape, number);
        }
        else
        {
            RejectNumber(csv, number, fault);
        }
    }

    private void TakeCall(CsvReader csv, ListShape shape, ReadOnlySpan<byte> number)
    {
        _hasCalls = true;
        intake.Row.BeginRow(number);
        if (csv.FieldCount == 1)
        {
            intake.Accept(csv.LineNumber, number);
            return;
        }

        var next = csv.GetSpan(shape.NumberAt + 1);
        if (separator == ';' && ListHead.IsParameter(next))
        {
            const string reason = "has a parameter in a column of its own; quote a number that has parameters";
            intake.Reject(csv.LineNumber, csv.RawRecord, reason);
            return;
        }

        if (options.InField && shape.IsPositional && PhoneNumber.IsValid(next, out _))
        {
            const string reason =
                "has two numbers; write one on a line, or send the list as a file if the second is a message_reference";
            intake.Reject(csv.LineNumber, csv.RawRecord, reason);
            return;
        }

        foreach (var column in shape.Values)
        {
            if (!TryWrite(csv.LineNumber, column, column.At < 0 ? default : csv.GetSpan(column.At)))
            {
                return;
            }
        }

        intake.Accept(csv.LineNumber, number);
    }

    // The documents' entry as one quoted cell: "tel:+12223334445; ani=7778889999, campaign"
    private void TakeEntry(long line, ListShape shape, ReadOnlySpan<byte> entry)
    {
        Span<Range> parts = stackalloc Range[shape.Width + 1];
        var count = 0;
        foreach (var part in entry.Split((byte)','))
        {
            parts[Math.Min(count++, shape.Width)] = part;
        }

        var number = entry[parts[0]].Trim(" \t"u8);
        if (count > shape.Width)
        {
            intake.Reject(line, entry, $"has {count} values; at most {shape.Description} are taken");
            return;
        }

        if (!PhoneNumberScan.TryScan(number, out _, out var fault))
        {
            intake.Reject(line, number, fault.Describe(number));
            return;
        }

        _hasCalls = true;
        intake.Row.BeginRow(number);
        foreach (var column in shape.Values)
        {
            if (!TryWrite(line, column, column.At < count ? entry[parts[column.At]].Trim(" \t"u8) : default))
            {
                return;
            }
        }

        intake.Accept(line, number);
    }

    private bool TryWrite(long line, ListColumn column, ReadOnlySpan<byte> value)
    {
        if (!value.IsEmpty && RowText.Fault(value, column.Name, column.MaxLength) is { } reason)
        {
            intake.Reject(line, value, reason);
            return false;
        }

        intake.Row.WriteValue(value);
        return true;
    }

    // The first row decides the list's form. True when it is a row of calls itself.
    private bool TryBegin(CsvReader csv)
    {
        if (!HasValueFrom(csv, 0) || ListHead.NamesSeparator(csv.RawRecord))
        {
            return false;
        }

        var destination = ListShape.DestinationIn(csv);
        if (destination < 0)
        {
            _shape = ListShape.Positional(options.CallParameters);
            return true;
        }

        if (!ListShape.TryReadHeader(csv, destination, out _shape, out var fault))
        {
            intake.Stop($"The header row {fault}.");
            return false;
        }

        intake.UseColumns(_shape!.Columns);
        return false;
    }

    private void RejectNumber(CsvReader csv, ReadOnlySpan<byte> number, PhoneNumberFault fault)
    {
        if (!HasValueFrom(csv, 0))
        {
            return; // a spreadsheet's blank line: nothing but commas
        }

        if (ListShape.DestinationIn(csv) >= 0)
        {
            intake.Stop(
                $"Line {csv.LineNumber} has the word destination: a header must be the list's first line, and its "
                    + "only one.");
            return;
        }

        var reason = number.IsEmpty ? "has no number" : fault.Describe(number);
        if (_hasCalls || !_shape!.IsPositional || !IsWords(number))
        {
            intake.Reject(csv.LineNumber, number.IsEmpty ? csv.RawRecord : number, reason);
        }
        else
        {
            RejectWords(csv, number, reason);
        }
    }

    // Where words stand before all numbers, they may be the names of the columns.
    private void RejectWords(CsvReader csv, ReadOnlySpan<byte> words, string reason)
    {
        if (NumberIn(csv) is var at and >= 0)
        {
            reason +=
                $"; the number stands in column {at + 1}: put it first, or add a header that calls its column "
                    + "destination";
            intake.Reject(csv.LineNumber, words.IsEmpty ? csv.RawRecord : words, reason);
        }
        else if (HasValueFrom(csv, 1))
        {
            var row = PhoneListIntake.Bounded(csv.RawRecord);
            intake.Stop(
                $"Line {csv.LineNumber} looks like a header: '{row}'. The column of the numbers must be called "
                    + "destination.");
        }
        else
        {
            intake.Reject(csv.LineNumber, words, $"{reason}; a header has a column called destination");
        }
    }

    // Called by the reader, in the order of the rows.
    private void TakeMalformed(CsvMalformedRecord record)
    {
        var row = record.RawRecord;
        var reason = record.Reason switch
        {
            CsvMalformedReason.StrayQuote => "has a quote inside a value that does not begin with one",
            CsvMalformedReason.TextAfterClosingQuote => "has text after a closing quote",
            _ => "has a quote that is never closed",
        };
        if (_doubtful != 0)
        {
            // Where quotes inside a value are not doubled, what looks like a row may be a line of that value.
            intake.Stop(
                $"Line {_doubtful} has a quote that is never closed or not doubled, so nobody can tell where that row "
                    + "ends.");
        }
        else if (record.Reason == CsvMalformedReason.UnterminatedQuote)
        {
            intake.Stop($"Line {record.LineNumber} {reason}, so nobody can tell where that row ends.");
        }
        else if (_shape is null && !BeginsWithNumber(row))
        {
            intake.Stop($"Line {record.LineNumber} {reason}, so nobody can tell whether it is a header.");
        }
        else
        {
            var lines = row.AsSpan().Count('\n');
            var extent = lines == 0 ? "" : $"; the row goes on to line {record.LineNumber + lines}";
            intake.Reject(record.LineNumber, Encoding.UTF8.GetBytes(row), reason + extent);
            _shape ??= ListShape.Positional(options.CallParameters);
            _doubtful = row.AsSpan().Count('"') > 1 ? record.LineNumber : 0;
        }
    }

    private static bool BeginsWithNumber(ReadOnlySpan<char> row) =>
        row.TrimStart("\" +(") is [>= '0' and <= '9', ..] or ['t' or 'T', 'e' or 'E', 'l' or 'L', ':', ..];

    private static bool IsWords(ReadOnlySpan<byte> cell)
    {
        var (letters, digits) = (0, 0);
        foreach (var b in cell)
        {
            letters += char.IsAsciiLetter((char)b) || b >= 0x80 ? 1 : 0;
            digits += char.IsAsciiDigit((char)b) ? 1 : 0;
        }

        return letters > digits || digits == 0;
    }

    private static int NumberIn(CsvReader csv)
    {
        for (var i = 0; i < csv.FieldCount; i++)
        {
            if (PhoneNumber.IsValid(csv.GetSpan(i), out _))
            {
                return i;
            }
        }

        return -1;
    }

    private static bool HasValueFrom(CsvReader csv, int first)
    {
        for (var i = first; i < csv.FieldCount; i++)
        {
            if (!csv.GetSpan(i).IsEmpty)
            {
                return true;
            }
        }

        return false;
    }
}
