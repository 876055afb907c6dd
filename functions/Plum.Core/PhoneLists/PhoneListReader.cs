using CsvHelper;

namespace Plum.Core.PhoneLists;

/// <summary>Receives a page of calls, in list order. The page is an array of its own and may be kept.</summary>
/// <param name="page">The bytes of a <see cref="CallPage"/>.</param>
/// <param name="calls">How many calls it holds: 256, fewer in a list's last page.</param>
public delegate ValueTask PageReceiver(ReadOnlyMemory<byte> page, int calls);

/// <summary>Reads lists of calls as users send them, checks every row and packs the good ones into pages.</summary>
/// <remarks>
/// A list is comma-separated lines without a header (number, message_reference, call_parameters), or with one whose first column is
/// <c>destination</c> and whose further columns become variables of the call; or it is a JSON array of
/// <c>"number[, message_reference]"</c> and plain numbers. A list of any length takes the memory of one page.
/// </remarks>
public static class PhoneListReader
{
    private const int SniffBytes = 512;

    /// <summary>Reads a list to its end. One that begins with <c>[</c> is a JSON array, any other is CSV or TXT.</summary>
    public static async Task<PhoneListResult> ReadAsync(
        Stream list, PhoneListOptions options, PageReceiver onPage, CancellationToken ct)
    {
        var head = new byte[SniffBytes];
        var length = await list.ReadAtLeastAsync(head, SniffBytes, throwOnEndOfStream: false, ct);
        var whole = new PrefixedStream(head.AsMemory(0, length), list);
        var intake = new PhoneListIntake(options, onPage);
        if (head.AsSpan(0, length).TrimStart(" \t\r\n\uFEFF"u8) is [(byte)'[', ..])
        {
            await new JsonRows(intake, whole, options.MaxRecordBytes).ReadAsync(ct);
        }
        else
        {
            await ReadCsvAsync(whole, intake, options, ct);
        }

        return await intake.FinishAsync();
    }

    /// <summary>Reads a list that is in memory, such as a form field's value.</summary>
    public static async Task<PhoneListResult> ReadAsync(
        ReadOnlyMemory<byte> list, PhoneListOptions options, PageReceiver onPage, CancellationToken ct) =>
        await ReadAsync(new PrefixedStream(list, Stream.Null), options, onPage, ct);

    private static async Task ReadCsvAsync(Stream list, PhoneListIntake intake, PhoneListOptions options, CancellationToken ct)
    {
        var rows = new CsvRows(intake, options);
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
            intake.Stop(FormattableString.Invariant($"Line {e.LineNumber} is longer than {options.MaxRecordBytes:N0} bytes."));
        }
    }
}
