using Azure;
using Azure.Data.Tables;

namespace Plum.Standalone.Durable;

/// <summary>Orchestrations in table storage. What a turn changes is one transaction of the instance's partition.</summary>
/// <param name="name">The table; tests on a shared account take their own.</param>
internal sealed class InstanceStore(TableServiceClient tables, string name = InstanceStore.TableName)
{
    public const string TableName = "Orchestrations";

    private readonly TableClient _table = tables.GetTableClient(name);

    /// <summary>Called before and after each write; a test ends the process there.</summary>
    internal Action<string>? Boundary { get; set; }

    /// <summary>Every orchestration that has not ended, by one query over all partitions.</summary>
    public async Task<IReadOnlyList<StoredInstance>> LoadAsync(CancellationToken ct)
    {
        await _table.CreateIfNotExistsAsync(ct);
        var rows = await AllAsync($"{InstanceRows.Live} eq true", ct);
        return [.. rows.GroupBy(row => row.PartitionKey).Select(Read).OfType<StoredInstance>()];
    }

    /// <summary>One orchestration with its history and waiting events, or null.</summary>
    public async Task<StoredInstance?> ReadAsync(string id, CancellationToken ct) =>
        Read(await AllAsync(TableClient.CreateQueryFilter($"PartitionKey eq {id}"), ct));

    /// <summary>What is known of an orchestration, without its history; null when nothing is.</summary>
    public async Task<InstanceState?> FindAsync(string id, CancellationToken ct)
    {
        var found = await _table.GetEntityIfExistsAsync<TableEntity>(id, InstanceRows.Own, cancellationToken: ct);
        return found.HasValue ? InstanceRows.Read(found.Value!, others: null) : null;
    }

    /// <summary>Adds a new orchestration, or replaces one that has ended. Null: there is one that has not.</summary>
    public async Task<InstanceState?> StartAsync(InstanceState state, CancellationToken ct)
    {
        var row = InstanceRows.Write(state);
        try
        {
            var added = await WriteAsync("start", () => _table.AddEntityAsync(row, ct));
            return state with { Version = added.Headers.ETag ?? ETag.All };
        }
        catch (RequestFailedException exists) when (exists.Status == 409)
        {
            return await ReplaceAsync(state, row, ct);
        }
    }

    /// <summary>Stores an event that waits to become part of the history. False: another has its number.</summary>
    public async Task<bool> TryAddEventAsync(string id, PendingEvent pending, CancellationToken ct)
    {
        try
        {
            await WriteAsync("event", () => _table.AddEntityAsync(InstanceRows.WriteEvent(id, pending), ct));
            return true;
        }
        catch (RequestFailedException taken) when (taken.Status == 409)
        {
            return false;
        }
    }

    /// <summary>Stores what a turn made of an orchestration, and takes the events it consumed.</summary>
    public async Task<InstanceState> CommitAsync(
        InstanceState before, InstanceState after, IEnumerable<string> consumed, CancellationToken ct)
    {
        var own = new TableTransactionAction(TableTransactionActionType.UpdateReplace, InstanceRows.Write(after), before.Version);
        var known = before.ExecutionId == after.ExecutionId && after.IsLive ? before.History.FullPages : 0;
        var pages = Enumerable.Range(known, after.History.FullPages - known).Select(page => new TableTransactionAction(
            TableTransactionActionType.UpsertReplace, InstanceRows.WritePage(after, page)));
        var version = await TransactAsync("turn", [own, .. pages, .. consumed.Select(row => Deletion(after.Id, row))], ct);
        if (known == 0 && before.History.FullPages > 0)
        {
            // Nothing names them any more; a crash before this leaves them to the purge.
            await DeleteAsync(Enumerable.Range(0, before.History.FullPages)
                .Select(page => Deletion(before.Id, InstanceRows.PageKey(before.ExecutionId, page))), ct);
        }

        return after with { Version = version };
    }

    private async Task<InstanceState?> ReplaceAsync(InstanceState state, TableEntity row, CancellationToken ct)
    {
        var rows = await AllAsync(TableClient.CreateQueryFilter($"PartitionKey eq {state.Id}"), ct);
        if (Read(rows)?.State is not { IsLive: false } ended)
        {
            return null;
        }

        await DeleteAsync(Leftovers(rows), ct);
        var replaced = await WriteAsync(
            "restart", () => _table.UpdateEntityAsync(row, ended.Version, TableUpdateMode.Replace, ct));
        return state with { Version = replaced.Headers.ETag ?? ETag.All };
    }

    private async Task DeleteAsync(IEnumerable<TableTransactionAction> deletions, CancellationToken ct)
    {
        foreach (var some in deletions.Chunk(100))
        {
            await TransactAsync("forget", some, ct);
        }
    }

    private static IEnumerable<TableTransactionAction> Leftovers(IEnumerable<TableEntity> rows) =>
        rows.Where(row => row.RowKey != InstanceRows.Own).Select(row => Deletion(row.PartitionKey, row.RowKey));

    private static TableTransactionAction Deletion(string id, string row) =>
        new(TableTransactionActionType.Delete, new TableEntity(id, row), ETag.All);

    private static StoredInstance? Read(IEnumerable<TableEntity> partition)
    {
        var rows = partition.ToDictionary(row => row.RowKey);
        return rows.TryGetValue(InstanceRows.Own, out var own)
            ? new StoredInstance(InstanceRows.Read(own, rows), [.. rows.Values.Where(row => InstanceRows.IsEvent(row.RowKey))
                .OrderBy(row => row.RowKey, StringComparer.Ordinal).Select(InstanceRows.ReadEvent)])
            : null;
    }

    private ValueTask<List<TableEntity>> AllAsync(string filter, CancellationToken ct) =>
        _table.QueryAsync<TableEntity>(filter, cancellationToken: ct).ToListAsync(ct);

    private async Task<ETag> TransactAsync(string what, IReadOnlyList<TableTransactionAction> actions, CancellationToken ct)
    {
        var answer = await WriteAsync(what, () => _table.SubmitTransactionAsync(actions, ct));
        return answer.Value[0].Headers.ETag ?? ETag.All;
    }

    private async Task<T> WriteAsync<T>(string what, Func<Task<T>> write)
    {
        Boundary?.Invoke($"before {what}");
        var answer = await write();
        Boundary?.Invoke($"after {what}");
        return answer;
    }
}
