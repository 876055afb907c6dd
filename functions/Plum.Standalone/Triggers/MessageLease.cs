using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;

using Plum.Standalone.Clock;

namespace Plum.Standalone.Triggers;

/// <summary>Keeps a message hidden while its function runs, by renewing it each time half its lease is over.</summary>
internal sealed class MessageLease
{
    private readonly QueueClient _queue;
    private readonly TimeProvider _time;
    private readonly TimeSpan _length;
    private readonly Action<Exception> _failed;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private QueueMessage _message;
    private Task _renewal = Task.CompletedTask;
    private bool _over;

    public MessageLease(QueueClient queue, QueueMessage message, TimeProvider time, TimeSpan length, Action<Exception> failed)
    {
        _queue = queue;
        _message = message;
        _time = time;
        _length = length;
        _failed = failed;
        _timer = time.CreateTimer(static lease => ((MessageLease)lease!).Renew(), this, length / 2, length / 2);
    }

    /// <summary>Stops renewing and gives the message with the receipt that counts now.</summary>
    public async Task<QueueMessage> EndAsync()
    {
        await _timer.DisposeAsync();
        Task renewal;
        lock (_gate)
        {
            _over = true;
            renewal = _renewal;
        }

        await renewal;
        return _message;
    }

    private void Renew()
    {
        lock (_gate)
        {
            if (!_over && _renewal.IsCompleted)
            {
                _renewal = RenewAsync();
            }
        }
    }

    private async Task RenewAsync()
    {
        using var busy = (_time as VirtualClock)?.Busy();
        try
        {
            var receipt = await _queue.UpdateMessageAsync(_message.MessageId, _message.PopReceipt, visibilityTimeout: _length);
            _message = _message.Update(receipt.Value);
        }
        catch (Exception e)
        {
            _failed(e);
        }
    }
}
