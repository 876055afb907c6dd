using System.Collections.Concurrent;
using Azure;
using Azure.Storage.Queues;
using Microsoft.Extensions.Logging;
using NodaTime;
using Plum.Core.Campaigns;
using Plum.Functions.Shared;
using Plum.Functions.Shared.Telemetry;

namespace Plum.Functions.Calls;

/// <summary>
/// How the rest of the app tells a campaign's orchestration that something changed. Call it after saving the change.
/// </summary>
/// <remarks>
/// It travels through a queue: the word is kept until the orchestration has it, and whoever answers a request needs no
/// durable client. Should a crash come between saving and telling, the reconcile timer tells.
/// </remarks>
public sealed partial class CampaignControl(
    QueueServiceClient queues, Fence fence, TimeProvider time, ILogger<CampaignControl> logger)
{
    public const string Queue = "changes";

    /// <summary>The word that names no campaign, but all.</summary>
    public const string ProcessStarted = "started";

    /// <summary>Of a campaign whose calls are queued one by one, a word a second is enough.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(100);

    private readonly QueueClient _changes = queues.GetQueueClient(Queue);
    private readonly ConcurrentDictionary<CampaignKey, Word> _words = new();

    /// <summary>The campaign was started, stopped, edited or deleted, or has more calls.</summary>
    public Task ChangedAsync(CampaignKey key, CancellationToken ct) => ChangedAsync(key, Duration.Zero, ct);

    /// <summary>The campaign will have something to see after a while.</summary>
    public Task ChangedAsync(CampaignKey key, Duration after, CancellationToken ct) =>
        _changes.SendMessageAsync(Message(key, after.ToTimeSpan()), after.ToTimeSpan(), cancellationToken: ct);

    /// <summary>A process has started: what one before it left half done is to be looked for.</summary>
    public Task StartedAsync(CancellationToken ct) => _changes.SendMessageAsync(ProcessStarted, cancellationToken: ct);

    /// <summary>
    /// The campaign has one more call: said at once, or within a second when it has been said lately. A word that is on
    /// its way and read only later says this too.
    /// </summary>
    /// <remarks>
    /// The call is on disk already, so storage that fails now does not fail the request: the reconcile timer tells.
    /// </remarks>
    public async Task ChangedSoonAsync(CampaignKey key)
    {
        var now = time.GetTimestamp();
        var last = _words.GetValueOrDefault(key);
        if (last is not null && time.GetElapsedTime(last.Sent, now) + Margin < last.Delay)
        {
            return;
        }

        var delay = last is not null && time.GetElapsedTime(last.Sent, now) < last.Delay + Soon ? Soon : TimeSpan.Zero;
        var word = new Word(now, delay);
        if (!(last is null ? _words.TryAdd(key, word) : _words.TryUpdate(key, word, last)))
        {
            return; // somebody else says it just now
        }

        try
        {
            await _changes.SendMessageAsync(Message(key, delay), delay);
        }
        catch (RequestFailedException e)
        {
            _words.TryRemove(key, out _);
            LogNotTold(key.Partition, e);
        }
    }

    /// <summary>Returns once no call can start any more under an epoch that has been replaced.</summary>
    public Task HeldAsync(CampaignKey key, CancellationToken ct) => fence.HeldAsync(ct);

    private string Message(CampaignKey key, TimeSpan delay) =>
        new ChangeMessage(key, time.Now() + Duration.FromTimeSpan(delay), Spans.Cause).ToString();

    [LoggerMessage(151, LogLevel.Warning, "Campaign {Campaign} has new calls and could not be told yet.")]
    private partial void LogNotTold(string campaign, Exception exception);

    /// <summary>The last word sent to a campaign.</summary>
    /// <param name="Delay">How long after that it is read at the earliest.</param>
    private sealed record Word(long Sent, TimeSpan Delay);
}
