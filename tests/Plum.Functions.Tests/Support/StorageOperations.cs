using System.Diagnostics.Metrics;

namespace Plum.Functions.Tests.Support;

/// <summary>The storage operations that something takes, each as its kind and its table or queue.</summary>
internal static class StorageOperations
{
    private static readonly AsyncLocal<List<string>?> Counted = new();

    // Counted where they are asked for, so that what others do meanwhile does not count.
    public static async Task<IReadOnlyList<string>> CountAsync(Func<Task> act)
    {
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, meters) =>
        {
            if (instrument.Meter.Name == "Plum.Storage")
            {
                meters.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
        {
            if (Counted.Value is { } counted)
            {
                lock (counted)
                {
                    counted.Add($"{tags[0].Value} {tags[1].Value}");
                }
            }
        });
        listener.Start();
        List<string> operations = [];
        Counted.Value = operations;
        await act();
        Counted.Value = null;
        return operations;
    }
}
