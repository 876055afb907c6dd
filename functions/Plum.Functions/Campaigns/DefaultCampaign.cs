using System.Collections.Concurrent;
using NodaTime;
using Plum.Core.Calls;
using Plum.Core.Campaigns;
using Plum.Functions.Accounts;
using Plum.Functions.Calls;
using Plum.Functions.Shared;

namespace Plum.Functions.Campaigns;

/// <summary>The campaign of an account that queuecall puts calls into. It comes with the first of them and is never over.</summary>
public sealed class DefaultCampaign(
    AccountTable accounts, CampaignTable campaigns, StartedIndex started, CallIntake intake, IdempotencyKeys keys, TimeProvider time)
{
    // The default campaign of an account is made once and never deleted.
    private readonly ConcurrentDictionary<string, CampaignKey> _known = new();

    /// <summary>Queues one call. When this returns it is on disk.</summary>
    /// <param name="claim">The request's idempotency key, or null; the caller completes it with the answer.</param>
    /// <returns>The call id.</returns>
    internal async Task<int> QueueAsync(Caller caller, SingleCall call, IdempotencyClaim? claim, CancellationToken ct)
    {
        var key = await KeyAsync(caller, ct);
        var queued = call with { Scheduled = Instant.Max(call.Scheduled, time.Now()) };
        return claim is null
            ? await intake.AcceptAsync(key, queued)
            : await intake.AcceptOnceAsync(key, queued, await keys.NoteBatchAsync(claim, Guid.CreateVersion7().ToString("N"), ct), ct);
    }

    private async ValueTask<CampaignKey> KeyAsync(Caller caller, CancellationToken ct)
    {
        if (_known.TryGetValue(caller.Account, out var known))
        {
            return known;
        }

        var key = await campaigns.FindQueuedAsync(caller.Account, null, ct) ?? await CreateAsync(caller, ct);

        // Also for one that was there: whoever made it may have died before this.
        await started.AddAsync(key, ct);
        return _known[caller.Account] = key;
    }

    private Task<CampaignKey> CreateAsync(Caller caller, CancellationToken ct) => accounts.ChangeAsync(
        caller,
        async change =>
        {
            if (await campaigns.FindQueuedAsync(change.Account, null, ct) is { } there)
            {
                return there;
            }

            var now = time.Now();
            var key = new CampaignKey(change.Account, change.NextId(AccountRows.Campaign));
            CampaignTable.Add(change, Campaign.Of(key, new(null, now), NoSettings, now) with { State = CampaignState.Started });
            return key;
        },
        ct);

    // Each of its calls brings its own.
    private static readonly CallSettings NoSettings = new("", null, 0, CampaignEdit.DefaultRetryInterval);
}
