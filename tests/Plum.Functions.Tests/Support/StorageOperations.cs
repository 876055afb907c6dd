using System.Diagnostics.Metrics;

namespace Plum.Functions.Tests.Support;

/// <summary>Counts requests to storage where they are asked for.</summary>
internal static class StorageOperations
{
    private static readonly AsyncLocal<Count?> Counted = new();

    /// <summary>
    /// What an act asks of storage, such as <c>query calls</c>; what others do meanwhile does not count.
    /// </summary>
    public static Task<IReadOnlyList<string>> CountAsync(Func<Task> act) => WatchAsync(act, _ => { });

    /// <param name="asked">Runs before each request is made, with its number.</param>
    public static async Task<IReadOnlyList<string>> WatchAsync(Func<Task> act, Action<int> asked)
    {
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, meters) =>
        {
            if (instrument.Meter.Name == "Plum.Storage")
            {
                meters.EnableMeasurementEvents(instrument);
            }
        };
        var count = new Count(asked);
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
        {
            if (Counted.Value == count)
            {
                count.Add($"{tags[0].Value} {tags[1].Value}");
            }
        });
        listener.Start();
        Counted.Value = count;
        await act();
        Counted.Value = null;
        return count.Operations;
    }

    private sealed class Count(Action<int> asked)
    {
        private readonly List<string> _operations = [];

        public IReadOnlyList<string> Operations => _operations;

        public void Add(string operation)
        {
            lock (_operations)
            {
                _operations.Add(operation);
                asked(_operations.Count);
            }
        }
    }
}
