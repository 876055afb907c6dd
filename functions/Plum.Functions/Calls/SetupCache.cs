using Plum.Core.Campaigns;
using Plum.Functions.Campaigns;
using Plum.Functions.Shared;

namespace Plum.Functions.Calls;

/// <summary>
/// The setup of the campaigns that dial just now. Every edit raises the epoch, so a setup never changes within one, but
/// for a suspension, which the fence tells.
/// </summary>
public sealed class SetupCache(CampaignTable campaigns, TimeProvider time)
{
    private readonly Remembered<CampaignKey, CampaignSetup> _setups = new(time);

    /// <summary>The setup of the campaign in this epoch, or null when the campaign has moved on or is gone.</summary>
    public async ValueTask<CampaignSetup?> FindAsync(CampaignKey key, long epoch, CancellationToken ct)
    {
        if (_setups.Find(key) is { } known && known.Epoch == epoch)
        {
            return known;
        }

        return await campaigns.LoadSetupAsync(key, ct) is { } setup && setup.Epoch == epoch
            ? _setups.Set(key, setup)
            : null;
    }
}
