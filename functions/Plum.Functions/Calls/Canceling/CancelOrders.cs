using Plum.Core.Audit;
using Plum.Core.Campaigns;
using Plum.Functions.Accounts;
using Plum.Functions.Campaigns;
using Plum.Functions.Shared;

namespace Plum.Functions.Calls.Canceling;

/// <summary>Orders to cancel everything that waits in a campaign or is owed a retry.</summary>
/// <remarks>
/// An order is written on the campaign, under a new epoch and with a row of unfinished work, so that a crash anywhere
/// leaves it to be worked off by whoever meets it first: the campaign's orchestration, the next request, or the timer
/// that finishes work. Until then nothing is dialed.
/// </remarks>
public sealed class CancelOrders(
    AccountTable accounts,
    CampaignTable campaigns,
    CallTable calls,
    IntakeTable intake,
    UnfinishedWork work,
    AddedLists added,
    CancelSteps steps,
    CampaignControl control, TimeProvider time)
{
    /// <summary>
    /// Cancels what waits now. Doing it again under the same order's id changes nothing and answers the same.
    /// </summary>
    /// <returns>How many calls were canceled; null when the campaign is not there.</returns>
    public async Task<long?> CancelAllAsync(Caller caller, CampaignKey key, string orderId, CancellationToken ct)
    {
        await JoinAsync(key, ct);
        await work.ExpectAsync(key.Account, ct);
        await time.RetryOnConflictAsync(
            async () =>
            {
                if (await accounts.ChangeAsync(
                    caller, change => OrderAsync(change, key, orderId, ct), ct) is not { } standing)
                {
                    return true;
                }

                await WorkOffAsync(key, ct);
                return standing.Id == orderId;
            },
            ct);
        return await CanceledByAsync(key, orderId, ct);
    }

    /// <summary>Works off the order that stands, if there is one.</summary>
    public async Task WorkOffAsync(CampaignKey key, CancellationToken ct)
    {
        while (await campaigns.FindCampaignAsync(key, ct) is { Value: { Canceling: { } order } campaign })
        {
            // Nothing starts any more that was given out before the order.
            await control.HeldAsync(key, ct);
            while (!await steps.TryFinishAsync(campaign, order, ct))
            {
                // Somebody saved something in between: dialers that give back what they had claimed, or another who
                // works this order off.
            }

            await accounts.ChangeAsync(key.Account, change => CloseAsync(change, key, order, ct), ct);
            await control.ChangedAsync(key, ct);
        }
    }

    // Calls whose adding was answered are meant too.
    private async Task JoinAsync(CampaignKey key, CancellationToken ct)
    {
        foreach (var unfinished in await work.OfAsync(key.Account, ct))
        {
            if (unfinished is { Added: { } list } && unfinished.Key == key)
            {
                await added.JoinAsync(key, list, ct);
            }
        }
    }

    // The order that stands now: this one, or another's that has to be worked off first. Null when this one has been,
    // or has no campaign.
    private async Task<CancelOrder?> OrderAsync(
        AccountChange change, CampaignKey key, string orderId, CancellationToken ct)
    {
        if (await campaigns.FindCampaignAsync(key, ct) is not { } found)
        {
            return null;
        }

        if (found.Value.Canceling is { } standing)
        {
            return standing;
        }

        if ((await calls.ReadLedgerAsync(key, ct)).Progress.CanceledBy(orderId) is not null)
        {
            return null;
        }

        var order = new CancelOrder(orderId, (await intake.ReadAsync(key, ct)).Intake.Accepted, change.At);
        change.Replace(CampaignTable.Write(found.Value.Cancel(order)), found.Version);
        change.Add(UnfinishedWork.Cancel(key.Id));
        change.Note(CampaignTable.Named(key), AuditAction.Canceled, new AuditField("calls", "all waiting"));
        return order;
    }

    private async Task<bool> CloseAsync(AccountChange change, CampaignKey key, CancelOrder order, CancellationToken ct)
    {
        if (await campaigns.FindCampaignAsync(key, ct) is { } found && found.Value.Canceling == order)
        {
            change.Replace(CampaignTable.Write(found.Value with { Canceling = null }), found.Version);
            change.Delete(UnfinishedWork.Cancel(key.Id));
        }

        return true;
    }

    private async Task<long?> CanceledByAsync(CampaignKey key, string orderId, CancellationToken ct) =>
        await campaigns.FindCampaignAsync(key, ct) is null
            ? null
            : (await calls.ReadLedgerAsync(key, ct)).Progress.CanceledBy(orderId) ?? 0;
}
