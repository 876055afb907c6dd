using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using NodaTime;
using Plum.Core.Campaigns;

namespace Plum.Functions.Calls;

/// <summary>
/// The heartbeat of one campaign: plan and release a stretch of calls, sleep until the next look or a change, start
/// over.
/// </summary>
/// <remarks>
/// This code is replayed. It reads only its context, every effect is an activity, and it remembers nothing from beat to
/// beat.
/// </remarks>
public static class RunCampaign
{
    /// <summary>
    /// The event that something about the campaign changed: start, stop, edit, added calls, deletion.
    /// </summary>
    public const string Changed = "changed";

    // Storage that is away for an hour must not end a campaign.
    private static readonly TaskOptions Retry = TaskOptions.FromRetryPolicy(
        new RetryPolicy(100, TimeSpan.FromSeconds(1), 2, maxRetryInterval: TimeSpan.FromMinutes(1)));

    // Durable timers may not be longer than some days on every storage provider; looking once a day costs nothing.
    private static readonly TimeSpan LongestSleep = TimeSpan.FromDays(1);

    [Function(nameof(RunCampaign))]
    public static async Task Run([OrchestrationTrigger] TaskOrchestrationContext context, CampaignInput input)
    {
        using var over = new CancellationTokenSource();
        var changed = context.WaitForExternalEvent<string?>(Changed, over.Token);
        var look = await context.CallActivityAsync<Look>(nameof(ReleaseCalls), input, Retry);

        if (!changed.IsCompleted)
        {
            if (look.Finished)
            {
                return;
            }

            if (look.AgainAt is { } again)
            {
                await SleepAsync(context, again, changed, over.Token);
            }
            else
            {
                await changed;
            }
        }

        // A timer or a waiter left behind would outlive this beat.
        var cause = changed.IsCompletedSuccessfully ? await changed : null;
        over.Cancel();
        context.ContinueAsNew(input with { Cause = cause });
    }

    private static async Task SleepAsync(
        TaskOrchestrationContext context, DateTime until, Task changed, CancellationToken over)
    {
        var now = context.CurrentUtcDateTime;
        if (until > now) // the Functions host warns of a timer that is due when it is made
        {
            var latest = now + LongestSleep;
            await Task.WhenAny(changed, context.CreateTimer(until < latest ? until : latest, over));
        }
    }
}

/// <summary>Names the campaign that an orchestration runs.</summary>
/// <param name="Cause">What made it look, as a W3C traceparent, while that is being recorded.</param>
public sealed record CampaignInput(string Account, int Id, string? Cause = null)
{
    public CampaignKey Key => new(Account, Id);
}

/// <summary>What a beat found.</summary>
/// <param name="Finished">The campaign is over or deleted: its orchestration ends.</param>
/// <param name="AgainAt">When to look again (UTC), or null when only a change can give it something to do.</param>
public sealed record Look(bool Finished, DateTime? AgainAt)
{
    public static readonly Look Over = new(true, null);

    public static readonly Look WhenChanged = new(false, null);

    /// <summary>The same, and to look again at an instant at the latest.</summary>
    public Look NotAfter(Instant latest) =>
        Finished || AgainAt <= latest.ToDateTimeUtc() ? this : this with { AgainAt = latest.ToDateTimeUtc() };
}
