using Plum.Functions.Tests.Support;

namespace Plum.Functions.Tests.Calls;

/// <summary>
/// The campaign of the documents' own examples: Mon/Wed/Fri 08:00-11:00, 100 calls in 30 minutes, 10 minutes of rest,
/// 1-5 January 2022.
/// </summary>
internal static class Example
{
    private const string Morning = """[{"profile":"MorningPace","start_time":"08:00","end_time":"11:00"}]""";

    /// <summary>
    /// Every slot it has: 08:00, 08:40, 09:20, 10:00 and 10:40 begin periods of 100 calls 18 seconds apart; the last is
    /// cut at 11:00.
    /// </summary>
    public static IEnumerable<DateTimeOffset> Starts() =>
        from day in new[] { 3, 5 }
        from period in Enumerable.Range(0, 5)
        from call in Enumerable.Range(0, 100)
        let start = new DateTimeOffset(2022, 1, day, 8, 0, 0, TimeSpan.FromHours(-5))
            + TimeSpan.FromMinutes(40 * period)
            + TimeSpan.FromSeconds(18 * call)
        where start.TimeOfDay < TimeSpan.FromHours(11)
        select start.ToUniversalTime();

    public static async Task<int> CreateAsync(
        PlumServer plum, int calls, Func<CampaignForm, CampaignForm>? change = null)
    {
        var schedule = await plum.Client.CreateScheduleAsync("mon", "wed", "fri");
        await plum.Client.CreateProfileAsync("MorningPace", period: 30, amount: 100, rest: 10);
        var form = new CampaignForm(schedule, Morning, CampaignForm.Numbers(calls));
        return await plum.Client.CreateCampaignAsync(change?.Invoke(form) ?? form);
    }
}
