using CsvHelper;

namespace Plum.Core.PhoneLists;

/// <summary>Receives a page of calls, in list order. The page is an array of its own and may be kept.</summary>
/// <param name="page">The bytes of a <see cref="CallPage"/>.</param>
/// <param name="calls">How many calls it holds: 256, fewer in a list's last page.</param>
public delegate ValueTask PageReceiver(ReadOnlyMemory<byte> page, int calls);

/// <summary>Reads lists of calls as users send them, checks every row and packs the good ones into pages.</summary>
/// <remarks>
/// A list is comma-separated lines without a header (number, message_reference, call_parameters), or with one whose first column is
/// <c>destination</c> and whose further columns become variables of the call, or a JSON array. A list of any length takes the memory
/// of one page.
/// </remarks>
public static class PhoneListReader
{
    /// <summary>Reads a CSV or TXT list.</summary>
    public static async Task<PhoneListResult> ReadAsync(
        Stream list, PhoneListOptions options, PageReceiver onPage, CancellationToken ct)
    {
        var intake = new PhoneListIntake(options, onPage);
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

        return await intake.FinishAsync();
    }

    /// <summary>Reads a JSON array of <c>"number[, message_reference]"</c>; a number may also stand as a JSON number.</summary>
    /// <remarks>The reference is what follows the last comma: it cannot contain one (Scheduling and Pacing API, phone_numbers).</remarks>
    public static async Task<PhoneListResult> ReadJsonAsync(
        ReadOnlyMemory<byte> utf8Json, PhoneListOptions options, PageReceiver onPage, CancellationToken ct)
    {
        var intake = new PhoneListIntake(options, onPage);
        var rows = new JsonRows(intake, utf8Json);
        while (!intake.IsStopped && rows.Take())
        {
            ct.ThrowIfCancellationRequested();
            await intake.PassPageAsync();
        }

        return await intake.FinishAsync();
    }
}
