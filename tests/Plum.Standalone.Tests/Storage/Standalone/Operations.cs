using System.Diagnostics.Metrics;

namespace Plum.Standalone.Tests.Storage;

/// <summary>Counts the storage operations on one table or queue.</summary>
internal sealed class Operations : IDisposable
{
    private static readonly AsyncLocal<Operations?> Mine = new();

    private readonly MeterListener _listener = new();
    private readonly List<string> _seen = [];

    /// <param name="mineAlone">
    /// Leaves out what others in this process do meanwhile; a transaction counts, though over REST it does not name its
    /// table.
    /// </param>
    public Operations(string resource, bool mineAlone = false)
    {
        Mine.Value = this;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "plum.storage.operations")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
        {
            var touched = tags[1].Value as string;
            if (mineAlone ? Mine.Value == this && (touched == resource || touched == "$batch") : touched == resource)
            {
                lock (_seen)
                {
                    _seen.Add((string)tags[0].Value!);
                }
            }
        });
        _listener.Start();
    }

    public IReadOnlyList<string> Seen
    {
        get
        {
            lock (_seen)
            {
                return [.. _seen];
            }
        }
    }

    public void Dispose() => _listener.Dispose();
}
