using Azure.Storage.Queues;
using NodaTime;
using Plum.Core.Calls;
using Plum.Core.Campaigns;
using Plum.Functions.Gateways;

namespace Plum.Functions.Calls.Outcomes;

/// <summary>Has open calls looked after, whatever becomes of the process that placed them.</summary>
public sealed class OutcomeQueue(QueueServiceClient queues)
{
    public const string Queue = "outcomes";

    private const int MostTries = 500;
    private static readonly Duration FirstPause = Duration.FromSeconds(5);
    private static readonly Duration LongestPause = Duration.FromMinutes(15);

    // A queue forgets messages after a week unless told otherwise.
    private static readonly TimeSpan Never = TimeSpan.FromSeconds(-1);

    private readonly QueueClient _outcomes = queues.GetQueueClient(Queue);

    /// <summary>Has the gateway asked about the open calls of a run after a pause.</summary>
    public Task AskAsync(CampaignKey key, string run, int tries, Duration pause, CancellationToken ct) =>
        SendAsync(new(key.Account, key.Id, Run: run, Try: tries), pause, ct);

    /// <summary>
    /// Keeps an outcome that came before the placing of its call was recorded; some five days, with pauses that double.
    /// </summary>
    /// <param name="tries">How often it has been taken up in vain.</param>
    public Task KeepAsync(AttemptKey attempt, Placement outcome, int tries, CancellationToken ct) => tries == MostTries
        ? Task.CompletedTask
        : TellAsync(attempt, outcome, tries, Duration.Min(LongestPause, FirstPause * (1 << Math.Min(tries, 10))), ct);

    /// <summary>Tells the outcome of an attempt after a pause.</summary>
    public Task TellAsync(AttemptKey attempt, Placement outcome, int tries, Duration pause, CancellationToken ct) =>
        SendAsync(
        new(attempt.Campaign.Account, attempt.Campaign.Id, Attempt: attempt.ToString(), Outcome: outcome, Try: tries),
        pause,
        ct);

    private async Task SendAsync(OutcomeMessage message, Duration pause, CancellationToken ct) =>
        await _outcomes.SendMessageAsync(message.ToJson(), pause.ToTimeSpan(), Never, ct);
}
