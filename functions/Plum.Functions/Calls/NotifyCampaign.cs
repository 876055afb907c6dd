using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Plum.Core.Campaigns;
using Plum.Functions.Shared.Telemetry;

namespace Plum.Functions.Calls;

/// <summary>Makes sure that a changed campaign has an orchestration, and wakes it.</summary>
public sealed class NotifyCampaign(LookAfterStart start, TimeProvider time)
{
    /// <summary>
    /// A second look sees what happened between the first and its act. Trouble of another kind no look cures; it comes
    /// out.
    /// </summary>
    private const int Looks = 3;

    [Function(nameof(NotifyCampaign))]
    public Task Run(
        [QueueTrigger(CampaignControl.Queue)] string message,
        [DurableClient] DurableTaskClient durable,
        CancellationToken ct)
    {
        if (message == CampaignControl.ProcessStarted)
        {
            return start.RunAsync(ct);
        }

        var change = ChangeMessage.Parse(message);
        if (change.Due is { } due)
        {
            PlumMeter.TakenUp(CampaignControl.Queue, due, time);
        }

        return WakeAsync(durable, change.Campaign, change.Cause, ct);
    }

    /// <summary>
    /// Wakes the orchestration, or starts one. The partition's name is the instance id, so that a campaign never has
    /// two.
    /// </summary>
    /// <param name="cause">What there is to know, as a W3C traceparent, or null.</param>
    public static async Task WakeAsync(DurableTaskClient durable, CampaignKey key, string? cause, CancellationToken ct)
    {
        for (var look = 1; !await TryWakeAsync(durable, key, cause, isLast: look == Looks, ct); look++)
        {
        }
    }

    private static async Task<bool> TryWakeAsync(
        DurableTaskClient durable, CampaignKey key, string? cause, bool isLast, CancellationToken ct)
    {
        try
        {
            await WakeOnceAsync(durable, key, cause, ct);
            return true;
        }
        catch (Exception) when (!isLast && !ct.IsCancellationRequested)
        {
            return false; // it has just ended, or somebody else has just started it
        }
    }

    private static async Task WakeOnceAsync(
        DurableTaskClient durable, CampaignKey key, string? cause, CancellationToken ct)
    {
        var instance = await durable.GetInstanceAsync(key.Partition, getInputsAndOutputs: false, ct);
        if (instance is { IsCompleted: false })
        {
            // Should it complete just now, the event fails and another look is taken; where the host drops it instead,
            // the reconcile timer starts a new orchestration.
            await durable.RaiseEventAsync(key.Partition, RunCampaign.Changed, cause, ct);
            return;
        }

        var input = new CampaignInput(key.Account, key.Id, cause);
        await durable.ScheduleNewOrchestrationInstanceAsync(
            nameof(RunCampaign), input, new Microsoft.DurableTask.StartOrchestrationOptions(key.Partition), ct);
    }
}
