using Plum.Functions.Tests.Support;

namespace Plum.Functions.Tests.Calls;

/// <summary>A campaign of ten calls a second on Monday from eight to nine, which dialers claim ten at a time.</summary>
internal static class Dense
{
    public static async Task<int> CreateAsync(
        PlumServer plum, int calls, Func<CampaignForm, CampaignForm>? change = null)
    {
        var schedule = await plum.Client.CreateScheduleAsync("mon");
        await plum.Client.CreateProfileAsync("dense", period: 1, amount: 600, rest: 0);
        const string hour = """[{"profile":"dense","start_time":"08:00","end_time":"09:00"}]""";
        var form = new CampaignForm(schedule, hour, CampaignForm.Numbers(calls));
        return await plum.Client.CreateCampaignAsync(change?.Invoke(form) ?? form);
    }
}
