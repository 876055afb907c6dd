using System.Collections.Concurrent;
using Plum.Core.Campaigns;
using Plum.Functions.Campaigns;

namespace Plum.Functions.Calls;

/// <summary>Tells dialers whether a campaign is still in the epoch their message was written in.</summary>
/// <remarks>
/// A dialer may start a call only within <see cref="Validity"/> of the beginning of a read that showed the epoch unchanged, by its own
/// monotonic clock. So whoever raises the epoch and then waits that long by his own knows that nothing starts under the old
/// one any more, however wrong the wall clocks are, at a cost of two reads a second for each dialing campaign.
/// </remarks>
public sealed class Fence(CampaignTable campaigns, TimeProvider time)
{
    /// <summary>How long a reading may be relied on.</summary>
    public static readonly TimeSpan Validity = TimeSpan.FromMilliseconds(500);

    /// <summary>Beyond the validity, for the moment between a dialer's last look and the telephone.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(50);

    private const int MostReads = 3;
    private readonly ConcurrentDictionary<CampaignKey, Task<Reading>> _readings = new();

    /// <summary>Whether the campaign is started and in this epoch.</summary>
    public async ValueTask<bool> IsCurrentAsync(CampaignKey key, long epoch, CancellationToken ct)
    {
        var reading = await ReadAsync(key, ct);
        return reading.Started && reading.Epoch == epoch;
    }

    /// <summary>Returns once no call can start any more under an epoch that has been replaced in storage.</summary>
    public Task HeldAsync(CancellationToken ct)
    {
        _readings.Clear();
        return Task.Delay(Validity + Margin, time, ct);
    }

    private async Task<Reading> ReadAsync(CampaignKey key, CancellationToken ct)
    {
        for (var reads = 0; ; reads++)
        {
            if (_readings.TryGetValue(key, out var shared))
            {
                if (await TryAwaitAsync(shared) is { } reading && time.GetElapsedTime(reading.At) <= Validity)
                {
                    return reading;
                }

                _readings.TryRemove(new(key, shared));
            }

            if (reads == MostReads)
            {
                throw new TimeoutException($"Storage takes longer than {Validity} to tell campaign {key.Partition}'s epoch: no call may start on so old a reading.");
            }

            // Many calls share one read: the first starts it, the others find it.
            var mine = new TaskCompletionSource<Reading>(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_readings.TryAdd(key, mine.Task))
            {
                try
                {
                    mine.SetResult(await LoadAsync(key, ct));
                }
                catch (Exception e)
                {
                    mine.SetException(e);
                    _ = mine.Task.Exception; // seen
                    throw;
                }

                // Not returned as it is: an answer that was long on its way is too old when it comes.
            }
        }
    }

    private static async Task<Reading?> TryAwaitAsync(Task<Reading> shared)
    {
        try
        {
            return await shared;
        }
        catch (Exception)
        {
            return null; // whoever began that read has the error; this caller reads for itself
        }
    }

    private async Task<Reading> LoadAsync(CampaignKey key, CancellationToken ct)
    {
        var at = time.GetTimestamp();
        var campaign = await campaigns.FindCampaignAsync(key, ct);
        return new(at, campaign?.Value.Epoch ?? 0, campaign?.Value.State == CampaignState.Started);
    }

    private sealed record Reading(long At, long Epoch, bool Started);
}
