namespace Plum.Core.PhoneLists;

/// <summary>What a list may hold, and how much of it.</summary>
/// <param name="CallParameters">
/// Whether a row without a header may have a third value, call_parameters (queuecalls). Scheduling lists stop at
/// message_reference.
/// </param>
/// <param name="SkipBadRows">
/// Whether good rows are kept when others are bad. Otherwise the first bad row ends the pages, and the rest is only
/// checked.
/// </param>
/// <param name="MaxRows">Rows a list may have.</param>
/// <param name="MaxRecordBytes">Bytes one row may have as it is sent.</param>
/// <param name="MaxBadRows">Bad rows that are described one by one; the others are counted.</param>
/// <param name="InField">
/// Whether the list is the value of a field, where people write numbers one behind the other: a second number is no
/// message_reference.
/// </param>
/// <param name="CallerIds">What the numbers' own caller ids may be; null for anything.</param>
public sealed record PhoneListOptions(
    bool CallParameters,
    bool SkipBadRows = false,
    long MaxRows = 10_000_000,
    int MaxRecordBytes = 16 * 1024,
    int MaxBadRows = 100,
    bool InField = false,
    IReadOnlySet<string>? CallerIds = null)
{
    /// <summary>Lists of the Scheduling and Pacing API: number and message_reference.</summary>
    public static PhoneListOptions Scheduling { get; } = new(CallParameters: false);

    /// <summary>Lists of queuecalls: number, message_reference and call_parameters.</summary>
    public static PhoneListOptions QueueCalls { get; } = new(CallParameters: true);
}

/// <summary>What came of reading a list.</summary>
/// <param name="Accepted">Rows that are calls.</param>
/// <param name="Rejected">
/// Rows that are not. All of them, of which <paramref name="BadRows"/> describes the first.
/// </param>
/// <param name="Columns">Names of the variables, when the list has a header row.</param>
/// <param name="Stopped">
/// Why the list was not read to its end, as a sentence, or null when it was. Such a list must not be used, not even in
/// part.
/// </param>
/// <param name="HasCallerIds">Numbers have caller ids of their own.</param>
public sealed record PhoneListResult(
    long Accepted,
    long Rejected,
    IReadOnlyList<BadRow> BadRows,
    IReadOnlyList<string> Columns,
    string? Stopped = null,
    bool HasCallerIds = false)
{
    public long Rows => Accepted + Rejected;

    /// <summary>
    /// Whether bad rows keep the list from being queued: all or nothing, unless they are to be left out and others
    /// remain.
    /// </summary>
    public bool IsRefused(bool skipBadRows) => Rejected > 0 && (!skipBadRows || Accepted == 0);

    /// <summary>The sentence that ends the report of bad rows.</summary>
    /// <param name="tellOfSkipping">Whether the sender has not said what is to be done with them.</param>
    public string Refusal(bool tellOfSkipping)
    {
        var others = tellOfSkipping && Accepted > 0 ? " With on_invalid=skip the others are queued." : "";
        return $"{Rejected} of {Rows} rows will not do, so nothing was queued.{others}";
    }
}

/// <summary>A row that is not a call.</summary>
/// <param name="Line">
/// Counted from 1, header, blank lines and all; in a JSON array, the element's place counted from 1.
/// </param>
/// <param name="Value">The value at fault as sent, at most 80 characters of it.</param>
/// <param name="Reason">What is wrong with it, to be read after the value: "has 9 digits; 10 or 11 are needed".</param>
public sealed record BadRow(long Line, string Value, string Reason);
