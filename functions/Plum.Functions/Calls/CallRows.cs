using System.Collections.Immutable;
using System.Globalization;
using Azure.Data.Tables;
using NodaTime;
using Plum.Core.Calls;
using Plum.Core.Campaigns;

namespace Plum.Functions.Calls;

/// <summary>The rows of a campaign's partition in table <c>calls</c>, and how they are written and read.</summary>
/// <remarks>
/// The ledger (progress, runs, totals, intake) sorts together, so that one range query reads all that counting and
/// planning need.
/// </remarks>
internal static class CallRows
{
    public const string LedgerFrom = "a-";
    public const string LedgerTo = "a.";
    public const string Progress = "a-progress";
    public const string Totals = "a-totals";

    // Sorts last, so that no call is counted as started that has not been counted as accepted.
    public const string Intake = "a-up-to";

    /// <summary>How many results of the campaign have a place in its sequence.</summary>
    public const string Sequence = "sequence";

    /// <summary>The property of a call's row that says what became of its result.</summary>
    public const string Delivery = "Result";

    /// <summary>
    /// The property of a call's row that says when the retry it is owed falls due, in ticks; older ones are left
    /// standing.
    /// </summary>
    public const string NextDue = "NextDue";
    private const string OpenMark = "o";
    private const string RunPrefix = "a-run|";
    private const string DuePrefix = "due|";
    private const string DeadPrefix = "dead|";
    private const string BatchPrefix = "batch|";
    private const string IdPrefix = "id|";
    private const long LastPosition = 9_999_999_999;

    public static string Call(long position) => string.Create(CultureInfo.InvariantCulture, $"call|{position:D10}");

    public static (string From, string To) Calls => ("call|", "call}");

    public static long PositionOf(string callKey) =>
        long.Parse(callKey.AsSpan("call|".Length), CultureInfo.InvariantCulture);

    public static string Run(RunCall first) =>
        string.Create(CultureInfo.InvariantCulture, $"{RunPrefix}{first.Position:D10}|{first.Attempt:D2}");

    public static bool IsRun(string key) => key.StartsWith(RunPrefix, StringComparison.Ordinal);

    /// <summary>
    /// Batches sort from the end of the list to its beginning, so that the batch of a position is the first at or after
    /// its key.
    /// </summary>
    public static string Batch(long first) =>
        string.Create(CultureInfo.InvariantCulture, $"{BatchPrefix}{LastPosition - first:D10}");

    /// <summary>
    /// Where calls that were accepted together are, by the first of their call ids. The highest id sorts first, so that
    /// the row of a call is the first at or after its key.
    /// </summary>
    public static string Id(int firstCallId) =>
        string.Create(CultureInfo.InvariantCulture, $"{IdPrefix}{int.MaxValue - firstCallId:D10}");

    /// <summary>The rows of which the first tells where a call is.</summary>
    public static (string From, string To) Ids(int callId) => (Id(callId), "id}");

    public static int FirstIdOf(string idKey) =>
        int.MaxValue - int.Parse(idKey.AsSpan(IdPrefix.Length), CultureInfo.InvariantCulture);

    /// <summary>Results that were given up, by call id: that is the name customers know a call by.</summary>
    public static string DeadLetter(int callId) =>
        string.Create(CultureInfo.InvariantCulture, $"{DeadPrefix}{callId:D10}");

    /// <summary>The dead letters of the calls whose ids are above one.</summary>
    public static (string From, string To) DeadLettersAfter(int callId) =>
        (string.Create(CultureInfo.InvariantCulture, $"{DeadPrefix}{callId + 1L:D10}"), "dead}");

    /// <summary>Says that a batch is in the list: a batch is found there by position, not by name.</summary>
    public static string Joined(string batchId) => $"joined|{batchId}";

    public static (string From, string To) Batches => (BatchPrefix, "batch}");

    public static string Due(DueAttempt due) =>
        string.Create(
            CultureInfo.InvariantCulture, $"{DuePrefix}{due.DueTicks:D19}|{due.Position:D10}|{due.Attempt:D2}");

    /// <summary>The attempts due before an instant.</summary>
    public static (string From, string To) DueBefore(Instant instant) =>
        (DuePrefix, string.Create(CultureInfo.InvariantCulture, $"{DuePrefix}{instant.ToUnixTimeTicks():D19}"));

    public static DueAttempt DueOf(string key)
    {
        var parts = key.Split('|');
        return new(
            long.Parse(parts[2], CultureInfo.InvariantCulture),
            long.Parse(parts[1], CultureInfo.InvariantCulture),
            int.Parse(parts[3], CultureInfo.InvariantCulture));
    }

    public static TableEntity Write(CampaignKey key, ReleaseProgress progress)
    {
        var row = new TableEntity(key.Partition, Progress)
        {
            ["Epoch"] = progress.Epoch,
            ["Anchor"] = progress.Anchor.ToUnixTimeTicks(),
            ["GivenOutTo"] = progress.GivenOutTo.ToUnixTimeTicks(),
            ["Admitted"] = progress.Admitted,
        };
        LongText.Write(row, "Pending", progress.Pending.ToString());
        LongText.Write(row, "Given", GivenOut.Write(progress.Given));
        LongText.Write(row, "Expired", progress.Expired.ToString());
        LongText.Write(row, "Canceled", progress.Canceled.ToString());
        row["Orders"] = CancelProgress.Write(progress.Orders);
        return row;
    }

    public static ReleaseProgress ReadProgress(TableEntity row) => new(
        row.GetInt64("Epoch")!.Value,
        Instant.FromUnixTimeTicks(row.GetInt64("Anchor")!.Value),
        Instant.FromUnixTimeTicks(row.GetInt64("GivenOutTo")!.Value),
        row.GetInt64("Admitted")!.Value,
        PositionRanges.Parse(LongText.Read(row, "Pending")),
        GivenOut.Parse(LongText.Read(row, "Given")),
        PositionRanges.Parse(LongText.Read(row, "Expired")),
        PositionRanges.Parse(LongText.Read(row, "Canceled")),
        CancelProgress.Parse(row.GetString("Orders") ?? ""));

    public static TableEntity Write(CampaignKey key, Intake intake) => new(key.Partition, Intake)
    {
        ["Accepted"] = intake.Accepted,
        ["At"] = intake.At.ToUnixTimeTicks(),
    };

    public static Intake ReadIntake(TableEntity row) =>
        new(row.GetInt64("Accepted")!.Value, Instant.FromUnixTimeTicks(row.GetInt64("At")!.Value));

    public static TableEntity Write(CampaignKey key, CampaignTotals totals) => new(key.Partition, Totals)
    {
        ["Started"] = totals.Started,
        ["Retried"] = totals.Retried,
        ["RetriesOwed"] = totals.RetriesOwed,
        ["Completed"] = totals.Completed,
        ["Failed"] = totals.Failed,
        ["Canceled"] = totals.Canceled,
        ["CanceledRetries"] = totals.CanceledRetries,
        ["Expired"] = totals.Expired,
        ["ExpiredRetries"] = totals.ExpiredRetries,
    };

    public static CampaignTotals ReadTotals(TableEntity row)
    {
        long Of(string name) => row.GetInt64(name) ?? 0;
        return new(
            Of("Started"),
            Of("Retried"),
            Of("RetriesOwed"),
            Of("Completed"),
            Of("Failed"),
            Of("Canceled"),
            Of("CanceledRetries"),
            Of("Expired"),
            Of("ExpiredRetries"));
    }

    public static TableEntity WriteClaim(CampaignKey key, DialRun run) => new(key.Partition, Run(run.Calls[0]))
    {
        ["Calls"] = DialRun.Write(run.Calls),
        ["LeaseUntil"] = run.LeaseUntil.ToUnixTimeTicks(),
        ["Gateway"] = run.Gateway ?? "",
    };

    public static DialRun ReadRun(TableEntity row) => DialRun.Parse(
        row.GetString("Calls"), Instant.FromUnixTimeTicks(row.GetInt64("LeaseUntil")!.Value), row.GetBinary("Endings"),
        row.GetString("Gateway") is { Length: > 0 } gateway ? gateway : null);

    /// <summary>Attempt k stands in property <c>Ak</c>, so that recording one never has to read the others.</summary>
    public static string WriteAttempt(CallAttempt attempt)
    {
        var lengths = attempt.Transfers == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{attempt.DurationSeconds}")
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{attempt.DurationSeconds}/{attempt.Transfers}/{attempt.TransferSeconds}");
        var (dialed, ends) = (attempt.DialedAt.ToUnixTimeTicks(), attempt.EndsAt.ToUnixTimeTicks());
        var state = attempt.IsOpen ? OpenMark : attempt.Completed ? "1" : "0";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{dialed};{ends};{state};{(int)attempt.CalleeType};{lengths};{attempt.Note}");
    }

    /// <summary>The call of attempt k as its gateway knows it stands in property <c>Gk</c>.</summary>
    public static string GatewayProperty(int number) => string.Create(CultureInfo.InvariantCulture, $"G{number}");

    public static string AttemptProperty(int number) => string.Create(CultureInfo.InvariantCulture, $"A{number}");

    public static CallAttempt ReadAttempt(int number, string text, string? gateway)
    {
        var parts = text.Split(';', 6);
        var lengths = parts[4].Split('/');
        return new(
            number,
            Instant.FromUnixTimeTicks(long.Parse(parts[0], CultureInfo.InvariantCulture)),
            Instant.FromUnixTimeTicks(long.Parse(parts[1], CultureInfo.InvariantCulture)),
            parts[2] == "1",
            (CalleeType)int.Parse(parts[3], CultureInfo.InvariantCulture),
            int.Parse(lengths[0], CultureInfo.InvariantCulture),
            parts[5].Length > 0 ? parts[5] : null,
            lengths.Length > 1 ? int.Parse(lengths[1], CultureInfo.InvariantCulture) : 0,
            lengths.Length > 1 ? int.Parse(lengths[2], CultureInfo.InvariantCulture) : 0,
            parts[2] == OpenMark,
            gateway is null ? null : GatewayCall.Parse(gateway));
    }

    public static CallRecord ReadCall(TableEntity row)
    {
        var attempts = row.GetInt32("Attempts") ?? 0;
        var list = Enumerable.Range(1, attempts)
            .Select(number => (Number: number, Text: row.GetString(AttemptProperty(number))))
            .Where(attempt => attempt.Text is not null)
            .Select(
                attempt => ReadAttempt(attempt.Number, attempt.Text, row.GetString(GatewayProperty(attempt.Number))))
            .ToImmutableArray();
        var state = Enum.Parse<CallState>(row.GetString("State"));
        return new(
            PositionOf(row.RowKey),
            state,
            attempts,
            row.GetString("Run"),
            list,
            ReadDelivery(row),
            row.ETag,
            row.GetInt64(NextDue));
    }

    private static ResultDelivery ReadDelivery(TableEntity row) =>
        row.GetString(Delivery) is { } text ? ResultDelivery.Parse(text) : ResultDelivery.None;
}
