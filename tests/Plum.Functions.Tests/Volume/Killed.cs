using System.Diagnostics.Metrics;

namespace Plum.Functions.Tests.Volume;

/// <summary>Stops what it runs at one of its requests to storage, as a kill does.</summary>
internal sealed class Killed : IDisposable
{
    private static readonly AsyncLocal<Life?> Current = new();
    private readonly MeterListener _listener = new();

    public Killed()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "plum.storage.operations")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, _, _, _) => Current.Value?.Spend());
        _listener.Start();
    }

    /// <summary>Runs it until it has made so many requests; whether the last one is still done is storage's to say.</summary>
    public static async Task AtAsync(int request, Func<CancellationToken, Task> act)
    {
        using var life = new Life(request);
        Current.Value = life;
        try
        {
            await act(life.Token);
        }
        catch (OperationCanceledException) when (life.Token.IsCancellationRequested)
        {
        }
        finally
        {
            Current.Value = null;
        }
    }

    public void Dispose() => _listener.Dispose();

    private sealed class Life(int requests) : IDisposable
    {
        private readonly CancellationTokenSource _end = new();
        private int _left = requests;

        public CancellationToken Token => _end.Token;

        public void Spend()
        {
            if (Interlocked.Decrement(ref _left) == 0)
            {
                _end.Cancel();
            }
        }

        public void Dispose() => _end.Dispose();
    }
}
