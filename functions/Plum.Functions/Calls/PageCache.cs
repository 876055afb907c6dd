using System.Collections.Concurrent;
using Microsoft.Extensions.Caching.Memory;
using Plum.Core.Campaigns;
using Plum.Core.PhoneLists;

namespace Plum.Functions.Calls;

/// <summary>Pages and batches read lately. Both are immutable once written, so what is here is never out of date.</summary>
public sealed class PageCache : IDisposable
{
    // Calls are dialed in list order, so a few pages for each of the campaigns that dial just now are enough.
    private readonly MemoryCache _pages = new(new MemoryCacheOptions { SizeLimit = 512 });
    private readonly ConcurrentDictionary<CampaignKey, CallBatch> _newest = new();

    public async Task<CallPage> PageAsync(string batch, int number, Func<Task<CallPage>> load)
    {
        if (_pages.TryGetValue((batch, number), out CallPage page))
        {
            return page;
        }

        page = await load();
        return _pages.Set((batch, number), page, new MemoryCacheEntryOptions { Size = 1 });
    }

    public async Task<CallBatch?> BatchAsync(CampaignKey key, long position, Func<Task<CallBatch?>> load)
    {
        if (_newest.TryGetValue(key, out var batch) && position >= batch.First && position < batch.First + batch.Calls)
        {
            return batch;
        }

        if (await load() is not { } loaded)
        {
            return null;
        }

        if (_newest.Count > 10_000)
        {
            _newest.Clear();
        }

        return _newest[key] = loaded;
    }

    public void Dispose() => _pages.Dispose();
}
