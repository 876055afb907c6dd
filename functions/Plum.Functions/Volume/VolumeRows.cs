using System.Globalization;
using Azure.Data.Tables;
using NodaTime;
using NodaTime.Text;
using Plum.Core.Calls;
using Plum.Core.Volume;

namespace Plum.Functions.Volume;

/// <summary>The rows of table <c>volume</c>, and how they are written and read.</summary>
/// <remarks>
/// One partition for each account and Eastern year, so that a record shares a transaction with the sums it belongs to,
/// and a report of a year is one range of one partition. A partition of the account's own lists the numbers it has
/// shown.
/// </remarks>
internal static class VolumeRows
{
    private const string NumberPrefix = "number|";
    private const string NoNumber = "none";
    private static readonly LocalDatePattern Date = LocalDatePattern.CreateWithInvariantCulture("uuuuMMdd");

    public static string Partition(string account, int year) =>
        string.Create(CultureInfo.InvariantCulture, $"{account}-{year:D4}");

    /// <summary>
    /// The records of one day come together, and within it those of a campaign, in the order of its list.
    /// </summary>
    public static string Record(int campaign, DayRecord record) => string.Create(
        CultureInfo.InvariantCulture, $"{Records(record.Day, campaign, record.Run.Position)}|{record.Run.Attempt:D2}");

    /// <summary>The records of one day and campaign whose runs begin at certain positions.</summary>
    public static (string From, string To) Records(LocalDate day, int campaign, PositionRange runs) =>
        (Records(day, campaign, runs.From), Records(day, campaign, runs.To));

    /// <summary>The sum of a day over all numbers.</summary>
    public static string Day(LocalDate day) => $"day|{Date.Format(day)}";

    /// <summary>The sum of a day for one number; null stands for the calls that showed none.</summary>
    public static string Number(string? callerId, LocalDate day) =>
        $"{Number(callerId ?? NoNumber)}|{Date.Format(day)}";

    /// <summary>In the account's own partition: the account has shown this number.</summary>
    public static string Number(string callerId) => $"{NumberPrefix}{callerId}";

    /// <summary>
    /// The row in the account's own partition of the number that a sum is for, or null when it is for none.
    /// </summary>
    public static string? NumberOf(string sumKey)
    {
        var number = sumKey[..sumKey.LastIndexOf('|')];
        return number.StartsWith(NumberPrefix, StringComparison.Ordinal) && number != Number(NoNumber) ? number : null;
    }

    /// <summary>The day at the end of a sum's key.</summary>
    public static LocalDate DayOf(string sumKey) => Date.Parse(sumKey[(sumKey.LastIndexOf('|') + 1)..]).Value;

    public static TableEntity Write(string partition, int campaign, DayRecord record) =>
        new(partition, Record(campaign, record))
        {
            ["Calls"] = DialRun.Write(record.Calls),
            ["Endings"] = DialRun.Write(record.Endings),
        };

    public static TableEntity Write(string partition, string row, VolumeSum sum) => new(partition, row)
    {
        ["Calls"] = sum.Calls,
        ["Seconds"] = sum.Seconds,
        ["Transfers"] = sum.Transfers,
        ["TransferSeconds"] = sum.TransferSeconds,
    };

    public static VolumeSum ReadSum(TableEntity row) => new(
        row.GetInt64("Calls")!.Value,
        row.GetInt64("Seconds")!.Value,
        row.GetInt64("Transfers")!.Value,
        row.GetInt64("TransferSeconds")!.Value);

    private static string Records(LocalDate day, int campaign, long position) =>
        string.Create(CultureInfo.InvariantCulture, $"run|{Date.Format(day)}|{campaign:D10}|{position:D10}");
}
