using Azure.Storage.Queues.Models;
using P = Microsoft.DurableTask.Protobuf;

namespace Plum.Standalone.Durable;

// Several processes on one storage: the leader runs all orchestrations; the others store what they ask for, and tell it.
internal sealed partial class DurableEngine
{
    /// <summary>Ids of orchestrations that another process has started, or sent an event.</summary>
    internal const string Queue = "orchestrations";

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    /// <summary>Whether this process runs the orchestrations, and has them in memory.</summary>
    private async ValueTask<bool> RunsHereAsync(CancellationToken ct)
    {
        if (_leadership.IsAlone)
        {
            await LoadAsync(ct);
        }

        return _leadership.IsAlone || (_leadership.IsHeld && IsLoaded);
    }

    private async Task ShareAsync()
    {
        while (!_stopping)
        {
            try
            {
                await FollowLeadershipAsync();
            }
            catch (Exception e)
            {
                _log.NotShared(e);
            }

            await Task.Delay(Look, _time);
        }
    }

    private async Task FollowLeadershipAsync()
    {
        if (!_leadership.IsHeld)
        {
            Forget();
            return;
        }

        await LoadAsync(CancellationToken.None);
        QueueMessage[] messages = await _words.ReceiveMessagesAsync(32, TimeSpan.FromMinutes(1));
        foreach (var message in messages)
        {
            await LookAgainAsync(message.MessageText);
            await _words.DeleteMessageAsync(message.MessageId, message.PopReceipt);
        }
    }

    /// <summary>Takes up what another process has stored.</summary>
    private async Task LookAgainAsync(string id)
    {
        if (!_live.TryGetValue(id, out var instance))
        {
            if (await _store.ReadAsync(id, CancellationToken.None) is { State.IsLive: true } stored)
            {
                Resume(new Instance(stored));
            }

            return;
        }

        await instance.Gate.WaitAsync();
        try
        {
            await ReloadAsync(instance);
        }
        finally
        {
            instance.Gate.Release();
        }

        Signal(instance);
    }

    /// <summary>Another process leads now or led in between, or storage cannot be reached.</summary>
    private void Forget()
    {
        Volatile.Write(ref _loadedTerm, 0);
        _live.Values.ToList().ForEach(instance => _due.Set(instance, null));
        _live.Clear();
    }

    private async Task ScheduleElsewhereAsync(InstanceState state, CancellationToken ct)
    {
        _ = await _store.StartAsync(state, ct) ?? throw AlreadyExists(state.Id);
        await _words.SendMessageAsync(state.Id, ct);
    }

    private async Task RaiseElsewhereAsync(string id, string eventName, string? payload, CancellationToken ct)
    {
        var state = await _store.FindAsync(id, ct) ?? throw NotFound(id);
        if (!state.IsLive)
        {
            throw NotRunning(state);
        }

        // Later than all that the leader has numbered; of two that draw one number the slower takes the next.
        var raised = new P.EventRaisedEvent { Name = eventName, Input = payload };
        var number = _time.GetUtcNow().UtcTicks;
        while (!await _store.TryAddEventAsync(id, new(InstanceRows.EventKey(number), raised), ct))
        {
            number++;
        }

        await _words.SendMessageAsync(id, ct);
    }
}
