using System.Text.Json;
using Plum.Demo;
using Plum.Functions.Tests.Support;

namespace Plum.Functions.Tests.EndToEnd;

/// <summary>A campaign in real time, all day.</summary>
internal static class BriskCampaign
{
    public static async Task<int> CreateAsync(HttpClient plum, int calls, Receiver receiver, int perSecond = 20)
    {
        var schedule = await plum.CreateScheduleAsync("sun", "mon", "tue", "wed", "thu", "fri", "sat");
        var profile = $"{perSecond} a second";
        await plum.CreateProfileAsync(profile, period: 1, amount: 60 * perSecond, rest: 0);
        var allDay = $$"""[{"profile":"{{profile}}","start_time":"00:00","end_time":"24:00"}]""";
        var today = TimeProvider.System.GetUtcNow();
        return await plum.CreateCampaignAsync(new CampaignForm(schedule, allDay, CampaignForm.Numbers(calls))
        {
            StartDate = $"{today.AddDays(-1):yyyy-MM-dd}",
            EndDate = $"{today.AddDays(3):yyyy-MM-dd}",
            StartUrl = receiver.StartUrl,
            ResultUrl = receiver.ResultUrl,
        });
    }

    public static async Task<long> OverAsync(HttpClient plum, int campaign)
    {
        var counts = JsonElement.Parse(await plum.GetStringAsync($"api/campaigns/{campaign}")).GetProperty("counts");
        return counts.GetProperty("completed").GetInt64() + counts.GetProperty("failed").GetInt64();
    }
}
