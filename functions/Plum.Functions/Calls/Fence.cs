using Plum.Core.Accounts;
using Plum.Core.Campaigns;
using Plum.Functions.Accounts;
using Plum.Functions.Campaigns;

namespace Plum.Functions.Calls;

/// <summary>
/// Tells dialers whether a campaign is still in the epoch their message was written in, and whether its account may
/// dial.
/// </summary>
/// <remarks>
/// A dialer may start a call only within a reading's validity from the beginning of the read that showed the epoch
/// unchanged, by its own monotonic clock. So whoever raises the epoch and then waits that long by their own clock knows
/// that nothing starts under the old one any more, however wrong the wall clocks are, at a cost of two reads a second
/// for each dialing campaign and one for each of their accounts.
/// </remarks>
public sealed class Fence
{
    /// <summary>How long a reading of a campaign may be relied on.</summary>
    public static readonly TimeSpan Validity = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// How long a reading of what administration allows may be: suspending is rare, and may take a moment.
    /// </summary>
    public static readonly TimeSpan PermitValidity = TimeSpan.FromSeconds(2);

    /// <summary>Beyond the validity, for the moment between a dialer's last look and the telephone.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(50);

    private readonly FreshReadings<CampaignKey, Standing> _campaigns;
    private readonly FreshReadings<string, DialPermit> _permits;
    private readonly TimeProvider _time;

    public Fence(CampaignTable campaigns, DialPermits permits, TimeProvider time)
    {
        _time = time;
        _campaigns = new(Validity, (key, ct) => LoadAsync(campaigns, key, ct), time);
        _permits = new(PermitValidity, permits.ReadAsync, time);
    }

    /// <summary>Whether the campaign is started and in this epoch, and its calls may start.</summary>
    public async ValueTask<bool> IsCurrentAsync(CampaignKey key, long epoch, CancellationToken ct)
    {
        var (mayDial, current) = await ReadAsync(key, ct);
        if (current < epoch)
        {
            // The message is younger than the readings: its calls have just been allowed to go on, and are not to wait
            // for them to age.
            _permits.Forget(key.Account);
            _campaigns.Forget(key);
            (mayDial, current) = await ReadAsync(key, ct);
        }

        return mayDial && current == epoch;
    }

    private async ValueTask<(bool MayDial, long Epoch)> ReadAsync(CampaignKey key, CancellationToken ct)
    {
        var permit = await _permits.ReadAsync(key.Account, ct);
        var standing = await _campaigns.ReadAsync(key, ct);
        return (permit.MayDial && standing.Started, standing.Epoch + permit.Resumptions);
    }

    /// <summary>
    /// Returns once no call can start any more under a campaign's epoch that has been replaced in storage.
    /// </summary>
    public Task HeldAsync(CancellationToken ct)
    {
        _campaigns.Clear();
        return Task.Delay(Validity + Margin, _time, ct);
    }

    /// <summary>Returns once no call can start any more by a permit that has been taken back in storage.</summary>
    public Task PermitHeldAsync(CancellationToken ct)
    {
        _permits.Clear();
        return Task.Delay(PermitValidity + Margin, _time, ct);
    }

    private static async Task<Standing> LoadAsync(CampaignTable campaigns, CampaignKey key, CancellationToken ct)
    {
        var campaign = await campaigns.FindCampaignAsync(key, ct);
        return new(campaign?.Value.Epoch ?? 0, campaign?.Value.State == CampaignState.Started);
    }

    private sealed record Standing(long Epoch, bool Started);
}
