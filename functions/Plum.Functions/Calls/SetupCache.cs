using System.Collections.Concurrent;
using Plum.Core.Campaigns;
using Plum.Functions.Campaigns;

namespace Plum.Functions.Calls;

/// <summary>
/// The setup of the campaigns that dial just now. Every edit raises the epoch, so a setup never changes within one, but for a suspension,
/// which the fence tells.
/// </summary>
public sealed class SetupCache(CampaignTable campaigns)
{
    private readonly ConcurrentDictionary<CampaignKey, CampaignSetup> _setups = new();

    /// <summary>The setup of the campaign in this epoch, or null when the campaign has moved on or is gone.</summary>
    public async ValueTask<CampaignSetup?> FindAsync(CampaignKey key, long epoch, CancellationToken ct)
    {
        if (_setups.TryGetValue(key, out var known) && known.Epoch == epoch)
        {
            return known;
        }

        if (await campaigns.LoadSetupAsync(key, ct) is not { } setup || setup.Epoch != epoch)
        {
            return null;
        }

        if (_setups.Count > 10_000)
        {
            _setups.Clear();
        }

        return _setups[key] = setup;
    }
}
