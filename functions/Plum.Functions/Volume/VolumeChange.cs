using Azure;
using Azure.Data.Tables;
using Plum.Core.Volume;
using Plum.Functions.Calls;
using Plum.Functions.Shared;

namespace Plum.Functions.Volume;

/// <summary>
/// Records and the sums they belong to, in one transaction: what is recorded has been counted, and only once.
/// </summary>
internal sealed class VolumeChange
{
    private readonly string _partition;
    private readonly List<TableEntity> _records = [];
    private readonly Dictionary<string, VolumeSum> _added = [];

    /// <summary>As many of the records, from the first on, as fit into a transaction.</summary>
    /// <remarks>One record does: the 96 calls of a run show at most 96 numbers. All are far below 4 MiB.</remarks>
    public VolumeChange(string partition, int campaign, IEnumerable<DayRecord> records)
    {
        _partition = partition;
        foreach (var record in records)
        {
            var sums = SumsOf(record).ToList();
            if (Rows + 1 + sums.Count(sum => !_added.ContainsKey(sum.Row)) > CallTable.TransactionLimit)
            {
                break;
            }

            _records.Add(VolumeRows.Write(partition, campaign, record));
            sums.ForEach(sum => _added[sum.Row] = _added.GetValueOrDefault(sum.Row) + sum.Sum);
        }
    }

    public int Records => _records.Count;

    /// <summary>The keys of the sums it adds to.</summary>
    public IReadOnlyCollection<string> Sums => _added.Keys;

    private int Rows => _records.Count + _added.Count;

    /// <summary>
    /// The rows of the numbers that this may be the first to show; those of known sums have been written.
    /// </summary>
    public IReadOnlyList<string> NewNumbers(Remembered<SumKey, Stored<VolumeSum>> known)
    {
        var unknown = _added.Keys.Where(row => known.Find(new(_partition, row)) is null);
        return [.. unknown.Select(VolumeRows.NumberOf).OfType<string>().Distinct()];
    }

    /// <summary>The transaction, given what the sums were when they were last seen.</summary>
    public IReadOnlyList<TableTransactionAction> Actions(Remembered<SumKey, Stored<VolumeSum>> known) =>
    [
        .. _records.Select(record => new TableTransactionAction(TableTransactionActionType.Add, record)),
        .. _added.Keys.Select(row => TableRows.Save(
            VolumeRows.Write(_partition, row, After(row, known)), known.Find(new(_partition, row))?.Version)),
    ];

    /// <summary>Remembers what the sums are now that the transaction has been written.</summary>
    public void Written(IReadOnlyList<Response> responses, Remembered<SumKey, Stored<VolumeSum>> known)
    {
        foreach (var (row, response) in _added.Keys.Zip(responses.Skip(_records.Count)).ToList())
        {
            known.Learn(
                new(_partition, row), response.Headers.ETag is { } version ? new(After(row, known), version) : null);
        }
    }

    private VolumeSum After(string row, Remembered<SumKey, Stored<VolumeSum>> known) =>
        (known.Find(new(_partition, row))?.Value ?? default) + _added[row];

    private static IEnumerable<(string Row, VolumeSum Sum)> SumsOf(DayRecord record) => record.ByNumber
        .Select(number => (VolumeRows.Number(number.CallerId, record.Day), number.Sum))
        .Prepend((VolumeRows.Day(record.Day), record.Sum));
}
