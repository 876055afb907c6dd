using Azure;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NodaTime;
using Plum.Core.Campaigns;
using Plum.Functions.Campaigns;
using Plum.Functions.Shared;

namespace Plum.Functions.Calls;

/// <summary>Looks, when a process starts, for what a killed one left half done, and tells the campaigns.</summary>
/// <remarks>
/// The messages that it was at are hidden for ten minutes, and a campaign's own next look may be as far away. The start
/// only sends a message: the look itself is a function's work, and no start waits for it.
/// </remarks>
public sealed partial class LookAfterStart(
    CampaignTable campaigns, CallTable calls, Unheard unheard, CampaignControl control, ILogger<LookAfterStart> logger)
    : IHostedService
{
    /// <summary>Dialers that live have recorded by then what they were at: what is left may be a dead one's.</summary>
    private static readonly Duration Moment = Duration.FromSeconds(12);

    private const int LooksAtOnce = 8;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await control.StartedAsync(cancellationToken);
        }
        catch (RequestFailedException e) when (e.IsDiskFull())
        {
            logger.NothingWritten(e); // the check of all campaigns looks when there is room again
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task RunAsync(CancellationToken ct) => Parallel.ForEachAsync(
        campaigns.StartedCampaignsAsync(ct),
        new ParallelOptions { MaxDegreeOfParallelism = LooksAtOnce, CancellationToken = ct },
        async (entry, stop) => await TryLookAsync(entry.Key, stop));

    private async Task TryLookAsync(CampaignKey key, CancellationToken ct)
    {
        try
        {
            await LookAsync(key, ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            LogNotLookedAt(key.Partition, e); // the others are looked at all the same
        }
    }

    private async Task LookAsync(CampaignKey key, CancellationToken ct)
    {
        if (await campaigns.LoadSetupAsync(key, ct) is not { } setup)
        {
            return;
        }

        var ledger = await calls.ReadLedgerAsync(key, ct);
        if (setup.MayDial
            && (unheard.IsOf(setup, ledger, Duration.Zero) || await unheard.IsOverdueAsync(setup, Duration.Zero, ct)))
        {
            await control.ChangedAsync(key, ct);
        }

        if (!ledger.Progress.Given.IsEmpty || ledger.Runs.Any(run => !run.Run.IsRecorded))
        {
            await control.ChangedAsync(key, Moment, ct);
        }
    }

    [LoggerMessage(
        135,
        LogLevel.Warning,
        "Campaign {Campaign} could not be looked at after the start; the check of all campaigns will")]
    private partial void LogNotLookedAt(string campaign, Exception exception);
}
