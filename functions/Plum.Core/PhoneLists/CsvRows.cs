using System.Text;
using CsvHelper;

namespace Plum.Core.PhoneLists;

/// <summary>The rows of a list sent as a CSV or TXT file.</summary>
internal sealed class CsvRows
{
    private readonly PhoneListIntake _intake;
    private readonly PhoneListOptions _options;
    private ListShape? _shape;

    public CsvRows(PhoneListIntake intake, PhoneListOptions options)
    {
        _intake = intake;
        _options = options;
        CsvOptions = new()
        {
            Separator = ',', // never detected: the ';' of "tel:+1…;ani=…" would be taken for one
            HasHeader = false,
            AllowLineBreaksInQuotes = false, // or one stray quote would swallow the rest of the list
            TrimWhitespace = true,
            TrackLineNumbers = true,
            MaxRecordSize = options.MaxRecordBytes,
            MalformedData = CsvMalformedDataHandling.Skip,
            OnMalformedRecord = RejectMalformed,
        };
    }

    public CsvReaderOptions CsvOptions { get; }

    /// <summary>Takes the reader's present record: the header, a call, or a row that is neither.</summary>
    public void Take(CsvReader csv)
    {
        if (_shape is null && !TryBegin(csv))
        {
            return;
        }

        var shape = _shape!;
        var number = csv.GetSpan(0);
        if (csv.FieldCount > shape.Width && HasValueFrom(csv, shape.Width))
        {
            _intake.Reject(csv.LineNumber, csv.RawRecord, $"has {csv.FieldCount} values; at most {shape.Description} are taken");
        }
        else if (!PhoneNumberScan.TryScan(number, out _, out var fault))
        {
            RejectNumber(csv, number, fault);
        }
        else
        {
            TakeTexts(csv, shape, number);
        }
    }

    private void TakeTexts(CsvReader csv, ListShape shape, ReadOnlySpan<byte> number)
    {
        _intake.Row.BeginRow(number);
        if (csv.FieldCount == 1)
        {
            _intake.Accept(csv.LineNumber, number);
            return;
        }

        foreach (var column in shape.Values)
        {
            var value = column.At < csv.FieldCount && column.At > 0 ? csv.GetSpan(column.At) : default;
            if (!value.IsEmpty && RowText.Fault(value, column.Name, column.MaxLength) is { } reason)
            {
                _intake.Reject(csv.LineNumber, value, reason);
                return;
            }

            _intake.Row.WriteValue(value);
        }

        _intake.Accept(csv.LineNumber, number);
    }

    // The first row decides the list's form. True when it is a row of calls itself.
    private bool TryBegin(CsvReader csv)
    {
        if (csv.RawRecord.StartsWith("PK\u0003\u0004"u8))
        {
            _intake.Stop("The list is a spreadsheet or zip file; save it as CSV.");
            return false;
        }

        if (Ascii.EqualsIgnoreCase(csv.RawRecord, "sep=,"u8))
        {
            return false; // written by Excel for Excel
        }

        if (!Ascii.EqualsIgnoreCase(csv.GetSpan(0), "destination"u8))
        {
            _shape = ListShape.Positional(_options.CallParameters);
            return true;
        }

        if (!ListShape.TryReadHeader(csv, out _shape, out var fault))
        {
            _intake.Stop($"The header row {fault}.");
            return false;
        }

        _intake.UseColumns(_shape!.Columns);
        return false;
    }

    private void RejectNumber(CsvReader csv, ReadOnlySpan<byte> number, PhoneNumberFault fault)
    {
        if (number.IsEmpty && !HasValueFrom(csv, 0))
        {
            return; // a spreadsheet's blank line: nothing but commas
        }

        var isHeader = csv.RowNumber == 1 && number.IndexOfAnyInRange((byte)'0', (byte)'9') < 0;
        var hint = isHeader ? "; a header row begins with destination" : "";
        _intake.Reject(csv.LineNumber, number.IsEmpty ? csv.RawRecord : number, (number.IsEmpty ? "has no number" : fault.Describe(number)) + hint);
    }

    private void RejectMalformed(CsvMalformedRecord record) =>
        _intake.Reject(record.LineNumber, Encoding.UTF8.GetBytes(record.RawRecord), record.Reason switch
        {
            CsvMalformedReason.StrayQuote => "has a quote inside a value that does not begin with one",
            CsvMalformedReason.TextAfterClosingQuote => "has text after a closing quote",
            _ => "has a quote that is never closed",
        });

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
