using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Plum.Core.Campaigns;

namespace Plum.Functions.Calls;

/// <summary>Makes sure that a changed campaign has an orchestration, and wakes it.</summary>
public sealed class NotifyCampaign
{
    [Function(nameof(NotifyCampaign))]
    public static Task Run([QueueTrigger(CampaignControl.Queue)] string message, [DurableClient] DurableTaskClient durable, CancellationToken ct) =>
        WakeAsync(durable, CampaignControl.Parse(message), ct);

    /// <summary>Wakes the orchestration, or starts one. The partition's name is the instance id, so that a campaign never has two.</summary>
    public static async Task WakeAsync(DurableTaskClient durable, CampaignKey key, CancellationToken ct)
    {
        var instance = await durable.GetInstanceAsync(key.Partition, getInputsAndOutputs: false, ct);
        if (instance is { IsCompleted: false })
        {
            // Should it complete just now, the event fails and the message is delivered again; where the host drops it instead, the
            // reconcile timer starts a new orchestration.
            await durable.RaiseEventAsync(key.Partition, RunCampaign.Changed, null, ct);
            return;
        }

        var input = new CampaignInput(key.Account, key.Id);
        await durable.ScheduleNewOrchestrationInstanceAsync(
            nameof(RunCampaign), input, new Microsoft.DurableTask.StartOrchestrationOptions(key.Partition), ct);
    }
}
