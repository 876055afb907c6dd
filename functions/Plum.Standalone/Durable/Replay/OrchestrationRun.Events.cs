namespace Plum.Standalone.Durable;

// External events: the newest waiter of a name gets the next one, and what nobody waits for is kept.
internal sealed partial class OrchestrationRun
{
    private readonly Dictionary<string, List<Waiter>> _waiters = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<HistoryEvent> _unclaimed = [];

    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
    {
        RequireThread();
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(cancellationToken);
        }

        if (_waiters.TryGetValue(eventName, out var waiters) && waiters[^1].Type != typeof(T))
        {
            throw new ArgumentException(
                $"Event '{eventName}' is awaited as {waiters[^1].Type.FullName} already; it cannot be awaited as {typeof(T).FullName} too.");
        }

        var index = _unclaimed.FindIndex(
            entry => string.Equals(entry.Name, eventName, StringComparison.OrdinalIgnoreCase));
        if (index >= 0)
        {
            var payload = _unclaimed[index].Payload;
            _unclaimed.RemoveAt(index);
            return Task.FromResult(Payload.Read<T>(payload)!);
        }

        return Wait<T>(eventName, cancellationToken);
    }

    private async Task<T> Wait<T>(string name, CancellationToken cancellation)
    {
        var waiter = new Waiter(typeof(T));
        if (!_waiters.TryGetValue(name, out var waiters))
        {
            _waiters[name] = waiters = [];
        }

        waiters.Add(waiter);
        var registration = cancellation.Register(() => Leave(name, waiter, cancellation));
        var payload = await waiter.Arrived.Task;
        registration.Unregister();
        return Payload.Read<T>(payload)!;
    }

    // A waiter that lost a race leaves when it is canceled, so that it cannot swallow an event meant for a later one.
    private void Leave(string name, Waiter waiter, CancellationToken cancellation)
    {
        if (IsCanceledHere())
        {
            Remove(name, waiter);
            waiter.Arrived.TrySetCanceled(cancellation);
        }
    }

    private void Remove(string name, Waiter waiter)
    {
        if (_waiters.TryGetValue(name, out var waiters) && waiters.Remove(waiter) && waiters.Count == 0)
        {
            _waiters.Remove(name);
        }
    }

    private void Arrive(HistoryEvent raised)
    {
        if (_waiters.TryGetValue(raised.Name!, out var waiters))
        {
            var newest = waiters[^1];
            Remove(raised.Name!, newest);
            newest.Arrived.TrySetResult(raised.Payload);
        }
        else
        {
            _unclaimed.Add(raised);
        }
    }

    private sealed class Waiter(Type type)
    {
        public Type Type { get; } = type;

        public TaskCompletionSource<string?> Arrived { get; } = new();
    }
}
