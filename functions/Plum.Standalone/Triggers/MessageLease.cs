using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Plum.Standalone.Clock;

namespace Plum.Standalone.Triggers;

/// <summary>Keeps a message hidden while its function runs, by renewing it each time half its lease is over.</summary>
internal sealed class MessageLease(
    QueueClient queue, QueueMessage message, TimeProvider time, TimeSpan length, Action<Exception> failed)
{
    private readonly Lock _gate = new();
    private QueueMessage _message = message;
    private ITimer? _timer;
    private Task _renewal = Task.CompletedTask;
    private bool _over;

    public void Begin() => _timer = time.CreateTimer(_ => Renew(), null, length / 2, length / 2);

    /// <summary>Stops renewing and gives the message with the receipt that counts now.</summary>
    public async Task<QueueMessage> EndAsync()
    {
        await _timer!.DisposeAsync();
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
        using var busy = (time as VirtualClock)?.Busy();
        try
        {
            var receipt = await queue.UpdateMessageAsync(
                _message.MessageId, _message.PopReceipt, visibilityTimeout: length);
            _message = _message.Update(receipt.Value);
        }
        catch (Exception e)
        {
            failed(e);
        }
    }
}
