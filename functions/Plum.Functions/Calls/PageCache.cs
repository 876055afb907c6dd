using Microsoft.Extensions.Caching.Memory;
using Plum.Core.Calls;
using Plum.Core.Campaigns;
using Plum.Core.PhoneLists;
using Plum.Functions.Shared;

namespace Plum.Functions.Calls;

/// <summary>
/// Pages and batches read lately. Both are immutable once written, so what is here is never out of date.
/// </summary>
public sealed class PageCache(TimeProvider time) : IDisposable
{
    // Calls are dialed in list order, so a few pages for each of the campaigns that dial just now are enough.
    private readonly MemoryCache _pages = new(new MemoryCacheOptions { SizeLimit = 512 });
    private readonly Remembered<CampaignKey, CallBatch> _newest = new(time);

    public async Task<CallPage> PageAsync(string batch, int number, Func<Task<CallPage>> load)
    {
        if (_pages.TryGetValue((batch, number), out CallPage page))
        {
            return page;
        }

        page = await load();
        return _pages.Set((batch, number), page, new MemoryCacheEntryOptions { Size = 1 });
    }

    /// <summary>The batch last used in a campaign, if all of these positions are in it.</summary>
    public CallBatch? BatchOver(CampaignKey key, PositionRange range) =>
        _newest.Find(key) is { } batch && range.From >= batch.First && range.To <= batch.First + batch.Calls
            ? batch
            : null;

    public void Keep(CampaignKey key, CallBatch batch) => _newest.Set(key, batch);

    public void Dispose() => _pages.Dispose();
}
