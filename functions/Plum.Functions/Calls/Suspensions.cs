using Plum.Core.Accounts;
using Plum.Functions.Accounts;
using Plum.Functions.Campaigns;

namespace Plum.Functions.Calls;

/// <summary>Suspends and resumes the calls of an account, or of all (outbound administration).</summary>
/// <remarks>
/// Suspended calls stand in their queues, in order. Slots that pass meanwhile are gone, as they are after a stop.
/// </remarks>
public sealed class Suspensions(
    AccountDirectory directory, DialPermits permits, StartedIndex started, CampaignControl control, Fence fence)
{
    /// <summary>
    /// Changes an account; when this takes something from it, returns once no call of it can start any more as before.
    /// </summary>
    /// <param name="caller">Who does it; with the account that is changed.</param>
    /// <param name="takes">Whether it may take something although calls may go on: a caller id.</param>
    /// <returns>The account as it is now.</returns>
    public async Task<Account> ChangeAsync(
        Caller caller, Func<Account, Account> change, CancellationToken ct, bool takes = false)
    {
        var after = await directory.ChangeAsync(caller, change, ct);
        if (takes && after.MayDial && await started.OfAsync(caller.Account, ct).AnyAsync(ct))
        {
            await fence.PermitHeldAsync(ct);
        }

        await FollowAsync(after.MayDial, caller.Account, ct);
        return after;
    }

    /// <summary>Suspends or resumes the calls of all accounts.</summary>
    public async Task SetAllAsync(Caller caller, bool callsSuspended, CancellationToken ct)
    {
        await permits.SetSwitchAsync(caller, callsSuspended, ct);
        await FollowAsync(!callsSuspended, account: null, ct);
    }

    // Also when nothing changed: whoever asked first may not have come this far. The reconcile timer tells those that
    // are left.
    private async Task FollowAsync(bool mayDial, string? account, CancellationToken ct)
    {
        if (!mayDial)
        {
            await fence.PermitHeldAsync(ct);
            return;
        }

        await foreach (var entry in account is null ? started.AllAsync(ct) : started.OfAsync(account, ct))
        {
            await control.ChangedAsync(entry.Key, ct);
        }
    }
}
