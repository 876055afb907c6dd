using CsvHelper;

namespace Plum.Core.PhoneLists;

/// <summary>Receives a page of calls, in list order. The page is an array of its own and may be kept.</summary>
/// <param name="page">The bytes of a <see cref="CallPage"/>.</param>
/// <param name="calls">How many calls it holds: 256, fewer in a list's last page.</param>
public delegate ValueTask PageReceiver(ReadOnlyMemory<byte> page, int calls);

/// <summary>Reads lists of calls as users send them, checks every row and packs the good ones into pages.</summary>
/// <remarks>
/// A list is rows (RFC 4180; separated by comma, semicolon, tab or pipe) without a header (number, message_reference,
/// call_parameters), or with one that calls the column of the numbers <c>destination</c> and whose other columns become
/// variables of the call; or it is a JSON array of <c>"number[, message_reference]"</c> and plain numbers. A list of
/// any length takes the memory of one page.
/// </remarks>
public static class PhoneListReader
{
    /// <summary>
    /// Reads a list to its end. One that begins with <c>[</c> is a JSON array, any other is CSV or TXT.
    /// </summary>
    public static async Task<PhoneListResult> ReadAsync(
        Stream list, PhoneListOptions options, PageReceiver onPage, CancellationToken ct)
    {
        var bytes = new byte[ListHead.Length];
        var length = await list.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, ct);
        var whole = new PrefixedStream(bytes.AsMemory(0, length), list);
        var intake = new PhoneListIntake(options, onPage);
        var head = ListHead.Of(bytes.AsMemory(0, length), CsvRows.Rfc4180(options.MaxRecordBytes));
        if (head.Fault is { } fault)
        {
            intake.Stop(fault);
        }
        else if (head.IsJson)
        {
            await new JsonRows(intake, whole, options.MaxRecordBytes).ReadAsync(ct);
        }
        else
        {
            await ReadCsvAsync(whole, new CsvRows(intake, options, head.Separator), intake, options, ct);
        }

        return await intake.FinishAsync();
    }

    /// <summary>Reads a list that is in memory, such as a form field's value.</summary>
    public static async Task<PhoneListResult> ReadAsync(
        ReadOnlyMemory<byte> list, PhoneListOptions options, PageReceiver onPage, CancellationToken ct) =>
        await ReadAsync(new PrefixedStream(list, Stream.Null), options, onPage, ct);

    private static async Task ReadCsvAsync(
        Stream list, CsvRows rows, PhoneListIntake intake, PhoneListOptions options, CancellationToken ct)
    {
        using var csv = CsvReader.Create(list, rows.CsvOptions, leaveOpen: true);
        try
        {
            while (!intake.IsStopped && await csv.ReadAsync(ct))
            {
                rows.Take(csv);
                if (intake.PageIsFull)
                {
                    await intake.PassPageAsync();
                }
            }
        }
        catch (CsvFormatException e)
        {
            // Malformed quoting is handled row by row; all that is left to throw is a row too long to buffer.
            intake.Stop(
                FormattableString.Invariant($"Line {e.LineNumber} is longer than {options.MaxRecordBytes:N0} bytes."));
        }
    }
}
