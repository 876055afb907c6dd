using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Plum.Core.Calls;
using Plum.Core.Campaigns;
using Plum.Core.PhoneLists;
using Plum.Functions.Accounts;
using Plum.Functions.Calls;
using Plum.Functions.Campaigns;
using Plum.Functions.Shared;

namespace Plum.Functions.Tests.Support;

/// <summary>Queues calls of the development account as the outbound web services do, without HTTP.</summary>
internal static class Queueing
{
    public static CallSettings Settings { get; } = new("http://127.0.0.1:9/start.php", null, 0, 300);

    private static readonly Caller Demo = new("demo", "login demo");

    public static Instant Now(this PlumServer plum) => Instant.FromDateTimeOffset(plum.Time.GetUtcNow());

    /// <summary>Lets the clock run, five seconds at a time and at most for an hour, until something is so.</summary>
    public static async Task AdvanceUntilAsync(this PlumServer plum, Func<Task<bool>> isSo)
    {
        for (var steps = 0; steps < 720 && !await isSo(); steps++)
        {
            await plum.AdvanceAsync(TimeSpan.FromSeconds(5));
        }
    }

    /// <summary>Queues one call; returns its call id.</summary>
    public static Task<int> QueueAsync(
        this PlumServer plum, string number, Instant? scheduled = null, CallSettings? settings = null) =>
        plum.Services.GetRequiredService<DefaultCampaign>().QueueAsync(
            Demo, new(new CallEntry(number), settings ?? Settings, scheduled ?? plum.Now()), null, default);

    /// <summary>Queues a list as a campaign of its own; null when its name is taken.</summary>
    public static async Task<Campaign?> QueueAsync(this PlumServer plum, NamedCampaign named, int calls)
    {
        var list = System.Text.Encoding.UTF8.GetBytes(CampaignForm.Numbers(calls));
        var staged = await plum.Services
            .GetRequiredService<CallLists>()
            .StageAsync(list, PhoneListOptions.QueueCalls, default);
        return await plum.Services
            .GetRequiredService<NamedCampaigns>()
            .TryCreateAsync(Demo, named, staged, () => { }, null, _ => Answer.Success, default);
    }

    public static async Task<int> DefaultCampaignAsync(this PlumServer plum) =>
        (await plum.Services.GetRequiredService<CampaignTable>().FindQueuedAsync("demo", null, default))!.Value.Id;
}
