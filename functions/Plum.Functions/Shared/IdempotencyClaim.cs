using Azure;
using Azure.Data.Tables;

namespace Plum.Functions.Shared;

/// <summary>A claimed idempotency key: while its row has this version, nobody else acts under the key.</summary>
internal sealed class IdempotencyClaim(string account, string rowKey, string fingerprint, DateTimeOffset at)
{
    public const string AtProperty = "At";
    public const string FingerprintProperty = "Fingerprint";
    public const string BatchProperty = "Batch";

    public string Account => account;

    public string RowKey => rowKey;

    public string Fingerprint => fingerprint;

    public DateTimeOffset At => at;

    public ETag Version { get; set; }

    /// <summary>The staged list that joins a queue under this key.</summary>
    public string? Batch { get; set; }

    public TableEntity Row(Answer? answer = null)
    {
        var row = new TableEntity(account, rowKey) { [AtProperty] = at, [FingerprintProperty] = fingerprint };
        if (Batch is not null)
        {
            row[BatchProperty] = Batch;
        }

        if (answer is not null)
        {
            row["Status"] = answer.Status;
            row["Body"] = answer.Body.ToArray();
            row["Headers"] = string.Join('\n', answer.Headers.Select(header => $"{header.Key}:{header.Value}"));
        }

        return row;
    }

    /// <summary>The answer kept in a row, or null while its request is in progress.</summary>
    public static Answer? AnswerIn(TableEntity row) => row.GetInt32("Status") is { } status
        ? HeadersIn(row).Aggregate(
            new Answer(status, row.GetBinary("Body")), (answer, header) => answer.With(header[0], header[1]))
        : null;

    // An earlier version kept none.
    private static IEnumerable<string[]> HeadersIn(TableEntity row) =>
        (row.GetString("Headers") ?? "")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(header => header.Split(':', 2));
}
