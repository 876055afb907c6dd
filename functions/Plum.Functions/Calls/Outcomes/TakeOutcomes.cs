using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using NodaTime;
using Plum.Core.Calls;
using Plum.Core.Campaigns;
using Plum.Functions.Gateways;
using Plum.Functions.Shared;

namespace Plum.Functions.Calls.Outcomes;

/// <summary>Takes up word about open calls: asks their gateway, or records an outcome that came before the placing was recorded.</summary>
public sealed class TakeOutcomes(OpenCalls open, OutcomeBook book, OutcomeQueue queue, ILogger<TakeOutcomes> logger)
{
    private static readonly Duration FirstPause = Duration.FromSeconds(5);
    private static readonly Duration LongestPause = Duration.FromMinutes(15);

    /// <summary>With pauses that double up to the longest, some five days.</summary>
    private const int Tries = 500;

    [Function(nameof(TakeOutcomes))]
    public async Task Run([QueueTrigger(OutcomeQueue.Queue)] string message, CancellationToken ct)
    {
        var word = OutcomeMessage.Parse(message);
        var key = new CampaignKey(word.Account, word.Campaign);
        using var scope = logger.Campaign(key);
        if (word.Run is { } run)
        {
            await open.AskAsync(key, run, word.Try, ct);
        }
        else if (AttemptKey.Parse(word.Attempt!) is { } attempt && word.Outcome is { } stored)
        {
            await RecordAsync(attempt, stored, word.Try, ct);
        }
    }

    private async Task RecordAsync(AttemptKey attempt, StoredOutcome stored, int tries, CancellationToken ct)
    {
        var outcome = new Placement(
            stored.Completed,
            stored.CalleeType,
            Instant.FromUnixTimeTicks(stored.EndsAt),
            stored.DurationSeconds,
            stored.Note,
            stored.Transfers,
            stored.TransferSeconds);
        if (await book.RecordAsync(attempt, outcome, ct) == OutcomeBook.Known.NotYetPlaced && tries < Tries)
        {
            await queue.KeepAsync(attempt, outcome, tries + 1, Duration.Min(LongestPause, FirstPause * (1 << Math.Min(tries, 10))), ct);
        }
    }
}
