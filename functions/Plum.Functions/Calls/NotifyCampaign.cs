using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Plum.Core.Campaigns;
using Plum.Functions.Shared.Telemetry;

namespace Plum.Functions.Calls;

/// <summary>Makes sure that a changed campaign has an orchestration, and wakes it.</summary>
public sealed class NotifyCampaign(TimeProvider time)
{
    [Function(nameof(NotifyCampaign))]
    public Task Run([QueueTrigger(CampaignControl.Queue)] string message, [DurableClient] DurableTaskClient durable, CancellationToken ct)
    {
        var change = ChangeMessage.Parse(message);
        if (change.Due is { } due)
        {
            PlumMeter.TakenUp(CampaignControl.Queue, due, time);
        }

        return WakeAsync(durable, change.Campaign, change.Cause, ct);
    }

    /// <summary>Wakes the orchestration, or starts one. The partition's name is the instance id, so that a campaign never has two.</summary>
    /// <param name="cause">What there is to know, as a W3C traceparent, or null.</param>
    public static async Task WakeAsync(DurableTaskClient durable, CampaignKey key, string? cause, CancellationToken ct)
    {
        var instance = await durable.GetInstanceAsync(key.Partition, getInputsAndOutputs: false, ct);
        if (instance is { IsCompleted: false })
        {
            // Should it complete just now, the event fails and the message is delivered again; where the host drops it instead, the
            // reconcile timer starts a new orchestration.
            await durable.RaiseEventAsync(key.Partition, RunCampaign.Changed, cause, ct);
            return;
        }

        var input = new CampaignInput(key.Account, key.Id, cause);
        await durable.ScheduleNewOrchestrationInstanceAsync(
            nameof(RunCampaign), input, new Microsoft.DurableTask.StartOrchestrationOptions(key.Partition), ct);
    }
}
