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

    // A queue forgets messages after a week unless told otherwise.
    private static readonly TimeSpan Never = TimeSpan.FromSeconds(-1);

    private readonly QueueClient _outcomes = queues.GetQueueClient(Queue);

    /// <summary>Has the gateway asked about the open calls of a run after a pause.</summary>
    public Task AskAsync(CampaignKey key, string run, int tries, Duration pause, CancellationToken ct) =>
        SendAsync(new(key.Account, key.Id, Run: run, Try: tries), pause, ct);

    /// <summary>Keeps an outcome until the placing of its call is recorded.</summary>
    public Task KeepAsync(AttemptKey attempt, Placement outcome, int tries, Duration pause, CancellationToken ct)
    {
        var (key, ends) = (attempt.Campaign, outcome.EndsAt.ToUnixTimeTicks());
        var stored = new StoredOutcome(
            outcome.Completed, outcome.CalleeType, ends, outcome.DurationSeconds, outcome.Note, outcome.Transfers, outcome.TransferSeconds);
        return SendAsync(new(key.Account, key.Id, Attempt: attempt.ToString(), Outcome: stored, Try: tries), pause, ct);
    }

    private async Task SendAsync(OutcomeMessage message, Duration pause, CancellationToken ct) =>
        await _outcomes.SendMessageAsync(message.ToJson(), pause.ToTimeSpan(), Never, ct);
}
