namespace Plum.Core.Calls;

/// <summary>Sums over the runs that have been folded away, and over what users did to waiting calls.</summary>
/// <param name="Started">First attempts.</param>
/// <param name="Retried">Later attempts.</param>
/// <param name="RetriesOwed">Failed attempts after which another was owed.</param>
public sealed record CampaignTotals(
    long Started,
    long Retried,
    long RetriesOwed,
    long Completed,
    long Failed,
    long Canceled,
    long CanceledRetries,
    long Expired,
    long ExpiredRetries)
{
    public static readonly CampaignTotals Zero = new(0, 0, 0, 0, 0, 0, 0, 0, 0);

    /// <summary>The totals with a run added whose calls are all over.</summary>
    public CampaignTotals Plus(DialRun run) => this with
    {
        Started = Started + run.Calls.Count(call => call.Attempt == 1),
        Retried = Retried + run.Calls.Count(call => call.Attempt > 1),
        RetriesOwed = RetriesOwed + run.Endings.Count(ending => ending.Kind == RunEndingKind.Retry),
        Completed = Completed + run.Endings.Count(ending => ending.Kind == RunEndingKind.Completed),
        Failed = Failed + run.Endings.Count(ending => ending.Kind == RunEndingKind.Failed),
    };

    /// <summary>The counts of a campaign at an instant: these totals and the runs not folded yet.</summary>
    /// <remarks>
    /// Every call is in exactly one state by construction: it has started or not, and of the started ones each is in
    /// flight, owed a retry, or final.
    /// </remarks>
    public CampaignCounts Count(long accepted, IEnumerable<DialRun> runs, NodaTime.Instant now)
    {
        long started = Started,
            retried = Retried,
            owed = RetriesOwed,
            completed = Completed,
            failed = Failed,
            inFlight = 0;
        foreach (var run in runs)
        {
            var first = run.Calls.Count(call => call.Attempt == 1);
            started += first;
            retried += run.Calls.Length - first;
            inFlight += run.IsRecorded ? 0 : run.Calls.Length;
            foreach (var ending in run.Endings)
            {
                var over = ending.IsOver(now);
                inFlight += over ? 0 : 1;
                owed += over && ending.Kind == RunEndingKind.Retry ? 1 : 0;
                completed += over && ending.Kind == RunEndingKind.Completed ? 1 : 0;
                failed += over && ending.Kind == RunEndingKind.Failed ? 1 : 0;
            }
        }

        var canceled = Canceled + CanceledRetries;
        var expired = Expired + ExpiredRetries;
        return new(
            accepted,
            accepted - started - Canceled - Expired,
            owed - retried - CanceledRetries - ExpiredRetries,
            inFlight,
            completed, failed, canceled, expired);
    }
}
