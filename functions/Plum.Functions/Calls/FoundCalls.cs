using NodaTime;
using Plum.Core.Calls;
using Plum.Core.Campaigns;
using Plum.Functions.Shared;

namespace Plum.Functions.Calls;

/// <summary>Finds one call by its id, with what has become of it, in a handful of storage operations.</summary>
public sealed class FoundCalls(CallTable calls, CallLists lists, TimeProvider time)
{
    /// <summary>The call and its state now, or null when it is none of the campaign's.</summary>
    public async Task<FoundCall?> FindAsync(CampaignKey key, int callId, CancellationToken ct)
    {
        if (await calls.PositionOfAsync(key, callId, ct) is not { } position)
        {
            return null;
        }

        var listed = (await lists.FindAsync(key, [position], ct))[position];
        return await ReadAsync(key, listed, ct);
    }

    /// <summary>A call as it is now.</summary>
    public async Task<FoundCall> ReadAsync(CampaignKey key, ListedCall listed, CancellationToken ct)
    {
        // The record first: a call that is claimed in between is then seen as waiting, never as lost.
        var record = await calls.FindCallAsync(key, listed.Position, ct);
        var ledger = await calls.ReadLedgerAsync(key, ct);
        var now = time.Now();
        return new(
            new(listed, CampaignProgress.StateOf(listed.Position, record, ledger.Progress, now), record), ledger, now);
    }
}

/// <summary>A call, and the reading of its campaign that its state was told by.</summary>
public sealed record FoundCall(ListedState Listed, CampaignLedger Ledger, Instant At)
{
    public ListedCall Call => Listed.Call;

    public CallState State => Listed.State;

    public bool IsFinal => State is CallState.Completed or CallState.Failed or CallState.Canceled or CallState.Expired;
}
