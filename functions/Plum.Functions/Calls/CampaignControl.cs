using System.Globalization;
using Azure.Storage.Queues;
using Plum.Core.Campaigns;

namespace Plum.Functions.Calls;

/// <summary>How the rest of the app tells a campaign's orchestration that something changed. Call it after saving the change.</summary>
/// <remarks>
/// It travels through a queue: the word is kept until the orchestration has it, and whoever answers a request needs no durable client. Should a
/// crash come between saving and telling, the reconcile timer tells.
/// </remarks>
public sealed class CampaignControl(QueueServiceClient queues, Fence fence)
{
    public const string Queue = "changes";

    private readonly QueueClient _changes = queues.GetQueueClient(Queue);

    /// <summary>The campaign was started, stopped, edited or deleted, or has more calls.</summary>
    public Task ChangedAsync(CampaignKey key, CancellationToken ct) =>
        _changes.SendMessageAsync(string.Create(CultureInfo.InvariantCulture, $"{key.Account}|{key.Id}"), cancellationToken: ct);

    /// <summary>Returns once no call can start any more under an epoch that has been replaced.</summary>
    public Task HeldAsync(CampaignKey key, CancellationToken ct) => fence.HeldAsync(ct);

    public static CampaignKey Parse(string message)
    {
        var bar = message.IndexOf('|', StringComparison.Ordinal);
        return new(message[..bar], int.Parse(message.AsSpan(bar + 1), CultureInfo.InvariantCulture));
    }
}
