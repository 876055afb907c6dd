using DurableTask.Core.Exceptions;
using Grpc.Core;
using Microsoft.DurableTask.Client;

namespace Plum.Standalone.Durable;

// What clients ask of the engine. Each is stored when the task completes.
internal sealed partial class DurableEngine
{
    public async Task ScheduleAsync(string id, string name, string? input, DateTimeOffset? startAt, CancellationToken ct)
    {
        var runsHere = await RunsHereAsync(ct);
        if (!_orchestrators.Has(name))
        {
            throw Orchestrators.Unknown(name);
        }

        if (_live.ContainsKey(id))
        {
            throw AlreadyExists(id);
        }

        var now = _time.GetUtcNow();
        var state = new InstanceState(id, name, Orchestrators.NewId(), OrchestrationRuntimeStatus.Pending, now, now, startAt)
        {
            Input = input,
        };
        await (runsHere ? StartAsync(state, ct) : ScheduleElsewhereAsync(state, ct));
    }

    // From when it is stored others may read of it: until it is live as well they wait here.
    private async Task StartAsync(InstanceState state, CancellationToken ct)
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_starting.TryAdd(state.Id, begun.Task))
        {
            await StartedAsync(state.Id, ct);
            throw AlreadyExists(state.Id);
        }

        try
        {
            var started = await _store.StartAsync(state, ct) ?? throw AlreadyExists(state.Id);
            Resume(new Instance(new StoredInstance(started, [])));
        }
        finally
        {
            _starting.TryRemove(state.Id, out _);
            begun.SetResult();
        }
    }

    private Task StartedAsync(string id, CancellationToken ct) => _starting.GetValueOrDefault(id, Task.CompletedTask).WaitAsync(ct);

    public async Task RaiseAsync(string id, string eventName, string? payload, CancellationToken ct)
    {
        if (!await RunsHereAsync(ct))
        {
            await RaiseElsewhereAsync(id, eventName, payload, ct);
            return;
        }

        await StartedAsync(id, ct);
        var instance = _live.TryGetValue(id, out var live) ? live : await TakeUpAsync(id, ct);
        await instance.Gate.WaitAsync(ct);
        try
        {
            if (!IsLive(instance) || (instance.IsStale && !await ReloadAsync(instance)))
            {
                throw NotRunning(instance.State);
            }

            var pending = instance.NewEvent(eventName, payload);
            while (!await _store.TryAddEventAsync(id, pending, ct))
            {
                pending = instance.NewEvent(eventName, payload);
            }

            instance.Add(Inbound.Of(pending));
        }
        finally
        {
            instance.Gate.Release();
        }

        Signal(instance);
    }

    /// <summary>Takes up an instance that another process has stored, or this one although the answer was lost.</summary>
    private async Task<Instance> TakeUpAsync(string id, CancellationToken ct)
    {
        var stored = await _store.ReadAsync(id, ct) ?? throw NotFound(id);
        return stored.State.IsLive ? Resume(new Instance(stored)) : throw NotRunning(stored.State);
    }

    /// <summary>An instance as it stands; null when it is not known. Live ones are answered from memory.</summary>
    public async Task<InstanceState?> FindAsync(string id, CancellationToken ct)
    {
        var runsHere = await RunsHereAsync(ct);
        await StartedAsync(id, ct);
        return runsHere && _live.TryGetValue(id, out var live) ? live.State : await _store.FindAsync(id, ct);
    }

    // The exceptions are of the types that the real client gives.
    private static OrchestrationAlreadyExistsException AlreadyExists(string id) =>
        new($"An Orchestration instance with the ID {id} already exists.");

    private static RpcException NotFound(string id) => new(new Status(StatusCode.NotFound, $"No instance with ID '{id}' was found."));

    private static RpcException NotRunning(InstanceState ended) => new(new Status(
        StatusCode.FailedPrecondition,
        $"The orchestration instance with the provided instance id is not running: '{ended.Id}' is {ended.Status}."));
}
