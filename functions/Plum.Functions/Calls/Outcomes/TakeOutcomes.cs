using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Plum.Core.Calls;
using Plum.Core.Campaigns;
using Plum.Functions.Shared;

namespace Plum.Functions.Calls.Outcomes;

/// <summary>
/// Takes up word about open calls: asks their gateway, or records an outcome that came before the placing was recorded.
/// </summary>
public sealed class TakeOutcomes(OpenCalls open, OutcomeBook book, OutcomeQueue queue, ILogger<TakeOutcomes> logger)
{
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
        else if (AttemptKey.Parse(word.Attempt!) is { } attempt && word.Outcome is { } outcome
            && await book.RecordAsync(attempt, outcome, ct) == OutcomeBook.Known.NotYetPlaced)
        {
            await queue.KeepAsync(attempt, outcome, word.Try + 1, ct);
        }
    }
}
