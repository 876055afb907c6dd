using Azure.Storage.Queues;
using NodaTime;
using Plum.Core.Calls;
using Plum.Core.Campaigns;
using Plum.Functions.Shared;
using Plum.Functions.Shared.Telemetry;

namespace Plum.Functions.Calls.Results;

/// <summary>Sends calls to the result poster once they are over.</summary>
public sealed class ResultQueue(QueueServiceClient queues, TimeProvider time)
{
    public const string Queue = "results";

    /// <summary>Where the host sets messages aside that it could not deliver.</summary>
    public const string Poison = Queue + "-poison";

    /// <summary>
    /// Calls of one message: few enough that a poster is done with them soon, however slow the receiver.
    /// </summary>
    private const int MaxCalls = 50;

    /// <summary>
    /// Calls of a message that is split up when it comes, and stretches they may lie in: a message holds 64 KiB.
    /// </summary>
    private const int ManyCalls = 5_000;

    private const int ManyRanges = 1_000;
    private const int Senders = 8;

    /// <summary>
    /// Results of a busy campaign are posted together, up to so many seconds after the end of the call; of a quiet one,
    /// at once.
    /// </summary>
    private const int BusySeconds = 10;

    private const int BusyRun = 10;

    /// <summary>Seconds, doubled at each wait up to the longest; all of them make a little over a day.</summary>
    private const int FirstWait = 5;

    private const int LongestWait = 3_600;
    public const int MaxWaits = 34;

    // A queue forgets messages after a week unless told otherwise; a result is kept however long the service is down.
    private static readonly TimeSpan Never = TimeSpan.FromSeconds(-1);

    private readonly QueueClient _results = queues.GetQueueClient(Queue);

    /// <summary>Sends the final ones of these calls, each to be posted when it is over.</summary>
    public async Task SendAsync(CampaignKey key, IReadOnlyCollection<DialedCall> dialed, CancellationToken ct)
    {
        var step = dialed.Count > BusyRun ? BusySeconds : 1;
        var final = dialed.Where(call => call.IsFinal).GroupBy(call => Ceiling(call.Attempt.EndsAt, step));
        foreach (var together in final)
        {
            var at = Instant.FromUnixTimeSeconds(together.Key);
            await SendAsync(key, PositionRanges.Of(together.Select(call => call.Position)), at, ct);
        }
    }

    /// <summary>Sends calls to be posted at an instant.</summary>
    public Task SendAsync(CampaignKey key, PositionRanges positions, Instant at, CancellationToken ct) =>
        SendAsync(new ResultMessage(key.Account, key.Id, ""), positions, at, ct);

    /// <summary>
    /// Sends ever so many calls to be posted at an instant, in messages that are split up when they come.
    /// </summary>
    public Task SendManyAsync(CampaignKey key, PositionRanges positions, Instant at, CancellationToken ct)
    {
        var parts = new List<PositionRanges>();
        while (!positions.IsEmpty)
        {
            var (part, left) = positions.Take(ManyCalls);
            if (part.Ranges.Length > ManyRanges)
            {
                (part, left) = positions.Take(ManyRanges);
            }

            parts.Add(part);
            positions = left;
        }

        var like = new ResultMessage(key.Account, key.Id, "");
        return Parallel.ForEachAsync(
            parts,
            new ParallelOptions { MaxDegreeOfParallelism = Senders, CancellationToken = ct },
            async (part, stop) => await SendOneAsync(like, part, at, stop));
    }

    /// <summary>
    /// Splits a message up that names more calls than a poster is to work on. False when it does not.
    /// </summary>
    public async Task<bool> TrySplitAsync(ResultMessage message, PositionRanges positions, CancellationToken ct)
    {
        if (positions.Count <= MaxCalls)
        {
            return false;
        }

        await SendAsync(message, positions, time.Now(), ct);
        return true;
    }

    /// <summary>Sends calls whose posts have failed to be tried again, after a pause.</summary>
    /// <param name="failed">The message that asked for the try that failed.</param>
    public async Task SendNextAsync(
        ResultMessage failed, PositionRanges positions, Duration pause, CancellationToken ct)
    {
        await SendAsync(failed with { Try = failed.Try + 1, Waits = 0 }, positions, time.Now() + pause, ct);
        PlumMeter.Retried(Retry.Result, positions.Count);
    }

    /// <summary>Sends dead letters to be posted again at once.</summary>
    public Task ResendAsync(CampaignKey key, IEnumerable<DeadLetter> letters, CancellationToken ct) =>
        SendAsync(
            new ResultMessage(key.Account, key.Id, "", Round: Guid.NewGuid().ToString("N")),
            PositionRanges.Of(letters.Select(letter => letter.Position)),
            time.Now(),
            ct);

    /// <summary>Sends a call's result to be posted again at once, delivered or not.</summary>
    public Task RepeatAsync(CampaignKey key, long position, CancellationToken ct) => SendAsync(
        new ResultMessage(key.Account, key.Id, "", Round: Guid.NewGuid().ToString("N"), Again: true),
        PositionRanges.Of(position, position + 1),
        time.Now(),
        ct);

    /// <summary>
    /// Sends a message once more, for some of its calls, with a growing pause. False when it has come back for a day in
    /// vain.
    /// </summary>
    public async Task<bool> TryWaitAsync(ResultMessage message, PositionRanges positions, CancellationToken ct)
    {
        if (message.Waits == MaxWaits)
        {
            return false;
        }

        var pause = Duration.FromSeconds(Math.Min(LongestWait, FirstWait << Math.Min(message.Waits, 16)));
        await SendAsync(message with { Waits = message.Waits + 1 }, positions, time.Now() + pause, ct);
        return true;
    }

    private async Task SendAsync(ResultMessage like, PositionRanges positions, Instant at, CancellationToken ct)
    {
        while (!positions.IsEmpty)
        {
            (var part, positions) = positions.Take(MaxCalls);
            await SendOneAsync(like, part, at, ct);
        }
    }

    private async Task SendOneAsync(ResultMessage like, PositionRanges positions, Instant at, CancellationToken ct)
    {
        var now = time.Now();
        var delay = TimeSpan.FromSeconds(Math.Ceiling(Duration.Max(Duration.Zero, at - now).TotalSeconds));
        var message = like with
        {
            Positions = positions.ToString(),
            Due = (now + Duration.FromTimeSpan(delay)).ToUnixTimeMilliseconds(),
            Cause = like.Cause ?? Spans.Cause,
        };
        await _results.SendMessageAsync(message.ToJson(), delay, timeToLive: Never, cancellationToken: ct);
    }

    private static long Ceiling(Instant instant, int step)
    {
        var seconds = (instant.ToUnixTimeTicks() + NodaConstants.TicksPerSecond - 1) / NodaConstants.TicksPerSecond;
        return (seconds + step - 1) / step * step;
    }
}
