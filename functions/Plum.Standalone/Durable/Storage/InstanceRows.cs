using System.Globalization;
using Azure.Data.Tables;
using Google.Protobuf;
using Microsoft.DurableTask.Client;
using P = Microsoft.DurableTask.Protobuf;

namespace Plum.Standalone.Durable;

/// <summary>
/// An instance as table rows of one partition: its own row, full pages of its history, and events waiting for it.
/// Every row of an instance that has not ended carries <c>Live</c>, so that one query finds all there is to go on with.
/// </summary>
internal static class InstanceRows
{
    public const string Own = "instance";
    public const string Live = "Live";

    private const string EventPrefix = "event-";
    private const string HistoryPrefix = "history-";

    public static string EventKey(long number) => EventPrefix + number.ToString("D10", CultureInfo.InvariantCulture);

    public static string PageKey(string execution, int page) =>
        string.Create(CultureInfo.InvariantCulture, $"{HistoryPrefix}{execution}-{page:D6}");

    public static bool IsEvent(string key) => key.StartsWith(EventPrefix, StringComparison.Ordinal);

    public static long EventNumber(string key) => long.Parse(key.AsSpan(EventPrefix.Length), CultureInfo.InvariantCulture);

    public static TableEntity Write(InstanceState state)
    {
        var row = new TableEntity(state.Id, Own)
        {
            [Live] = state.IsLive,
            ["Name"] = state.Name,
            ["Execution"] = state.ExecutionId,
            ["Status"] = state.Status.ToString(),
            ["CreatedAt"] = state.CreatedAt,
            ["UpdatedAt"] = state.UpdatedAt,
            ["Pages"] = state.History.FullPages,
            ["StartAt"] = state.StartAt,
            ["BegunAt"] = state.BegunAt,
        };
        Chunks.Put(row, "Input", state.Input);
        Chunks.Put(row, "Output", state.Output);
        Chunks.Put(row, "CustomStatus", state.CustomStatus);
        Chunks.Put(row, "Failure", state.Failure?.ToByteArray() ?? []);
        Chunks.Put(row, "History", state.History.Tail());
        return row;
    }

    /// <param name="others">The partition's rows; null to read what the instance's own row says, without its history.</param>
    public static InstanceState Read(TableEntity row, IReadOnlyDictionary<string, TableEntity>? others)
    {
        var execution = row.GetString("Execution");
        return new InstanceState(
            row.PartitionKey,
            row.GetString("Name"),
            execution,
            Enum.Parse<OrchestrationRuntimeStatus>(row.GetString("Status")),
            row.GetDateTimeOffset("CreatedAt")!.Value,
            row.GetDateTimeOffset("UpdatedAt")!.Value,
            row.GetDateTimeOffset("StartAt"))
        {
            Input = Chunks.Text(row, "Input"),
            Output = Chunks.Text(row, "Output"),
            CustomStatus = Chunks.Text(row, "CustomStatus"),
            Failure = row.ContainsKey("Failure") ? P.TaskFailureDetails.Parser.ParseFrom(Chunks.Bytes(row, "Failure")) : null,
            BegunAt = row.GetDateTimeOffset("BegunAt"),
            History = others is null ? History.None : History.Read(AllHistory(row, execution, others)),
            Version = row.ETag,
        };
    }

    public static TableEntity WritePage(InstanceState state, int page) =>
        new(state.Id, PageKey(state.ExecutionId, page)) { [Live] = true, ["History"] = state.History.Page(page) };

    public static TableEntity WriteEvent(string id, PendingEvent pending)
    {
        var row = new TableEntity(id, pending.Row) { [Live] = true, ["Name"] = pending.Raised.Name };
        Chunks.Put(row, "Payload", pending.Raised.Input);
        return row;
    }

    public static PendingEvent ReadEvent(TableEntity row) =>
        new(row.RowKey, new P.EventRaisedEvent { Name = row.GetString("Name"), Input = Chunks.Text(row, "Payload") });

    private static byte[] AllHistory(TableEntity row, string execution, IReadOnlyDictionary<string, TableEntity> others)
    {
        using var all = new MemoryStream();
        for (var page = 0; page < row.GetInt32("Pages"); page++)
        {
            all.Write(others[PageKey(execution, page)].GetBinary("History"));
        }

        all.Write(Chunks.Bytes(row, "History"));
        return all.ToArray();
    }
}
