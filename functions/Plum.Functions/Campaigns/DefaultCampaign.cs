using NodaTime;
using Plum.Core.Calls;
using Plum.Core.Campaigns;
using Plum.Functions.Accounts;
using Plum.Functions.Calls;
using Plum.Functions.Shared;

namespace Plum.Functions.Campaigns;

/// <summary>
/// The campaign of an account that queuecall puts calls into. It is there from
/// the start, which means that it is made when it is first spoken of, and is never over.
/// </summary>
public sealed class DefaultCampaign(
    AccountTable accounts,
    CampaignTable campaigns,
    StartedIndex started,
    CallIntake intake,
    IdempotencyKeys keys,
    TimeProvider time)
{
    /// <summary>What stands for it where an id may be.</summary>
    public const string Name = "default";

    // The default campaign of an account is made once and never deleted.
    private readonly Remembered<string, CampaignKey?> _known = new(time);

    /// <summary>Queues one call. When this returns it is on disk.</summary>
    /// <param name="claim">The request's idempotency key, or null; the caller completes it with the answer.</param>
    /// <returns>The call id.</returns>
    internal async Task<int> QueueAsync(Caller caller, SingleCall call, IdempotencyClaim? claim, CancellationToken ct)
    {
        var key = await KeyAsync(caller, ct);
        var queued = call with { Scheduled = Instant.Max(call.Scheduled, time.Now()) };
        return claim is null
            ? await intake.AcceptAsync(key, queued)
            : await intake.AcceptOnceAsync(
                key, queued, await keys.NoteBatchAsync(claim, Guid.CreateVersion7().ToString("N"), ct), ct);
    }

    /// <summary>
    /// The campaign that a path or a field names: by its id, or the default campaign as <c>default</c>.
    /// </summary>
    /// <returns>With id 0, which no campaign has, when it names none.</returns>
    public async ValueTask<CampaignKey> KeyOfAsync(Caller caller, string id, CancellationToken ct) => id == Name
        ? await KeyAsync(caller, ct)
        : new(caller.Account, ResourceId.Of(id));

    /// <summary>The default campaign of the caller's account.</summary>
    public async ValueTask<CampaignKey> KeyAsync(Caller caller, CancellationToken ct)
    {
        if (_known.Find(caller.Account) is { } known)
        {
            return known;
        }

        var key = await campaigns.FindQueuedAsync(caller.Account, null, ct) ?? await CreateAsync(caller, ct);

        // Also for one that was there: whoever made it may have died before this.
        await started.AddAsync(key, ct);
        _known.Set(caller.Account, key);
        return key;
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
            CampaignTable.Add(
                change, Campaign.Of(key, new(null, now), NoSettings, now) with { State = CampaignState.Started });
            return key;
        },
        ct);

    // Each of its calls brings its own.
    private static readonly CallSettings NoSettings = new("", null, 0, CallSettings.DefaultInterval);
}
