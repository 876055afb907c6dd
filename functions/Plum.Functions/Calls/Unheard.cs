using NodaTime;
using Plum.Functions.Campaigns;
using Plum.Functions.Shared;

namespace Plum.Functions.Calls;

/// <summary>Judges whether a campaign's orchestration knows all: who saved a change may have died then.</summary>
public sealed class Unheard(CallTable calls, Standstill standstill, TimeProvider time)
{
    /// <summary>A start, an edit or added calls that it does not know of.</summary>
    /// <param name="patience">How long the word may be on its way.</param>
    public bool IsOf(CampaignSetup setup, CampaignLedger ledger, Duration patience)
    {
        var progress = ledger.AdmittedTo(setup.Campaign.Value);
        return setup.Epoch != progress.Epoch
            || (progress.Given.IsEmpty && standstill.HasMissedSlot(setup, progress, patience));
    }

    /// <summary>A call queued by itself that it does not know of.</summary>
    public async Task<bool> IsOverdueAsync(CampaignSetup setup, Duration patience, CancellationToken ct) =>
        setup.Campaign.Value.IsDefault
        && await calls.DueBeforeAsync(setup.Campaign.Value.Key, time.Now() - patience, 1, ct) is { Count: > 0 };
}
