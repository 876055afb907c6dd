using Microsoft.Extensions.Options;
using NodaTime;
using Plum.Core.Campaigns;
using Plum.Core.Pacing;
using Plum.Functions.Calls;
using Plum.Functions.Profiles;
using Plum.Functions.Schedules;
using Plum.Functions.Shared;

namespace Plum.Functions.Campaigns;

/// <summary>What would become of a campaign if it were created and started now, as the planner foretells it.</summary>
public sealed class CampaignForesight(
    ScheduleTable schedules, ProfileTable profiles, TimeProvider time, IOptions<DialingOptions> options)
{
    /// <summary>More calls in a period than a profile may ask for.</summary>
    private const long MostAmount = 99_999_999_999;

    /// <param name="calls">How many the list holds.</param>
    public async Task<Answer> AnswerAsync(Campaign campaign, long calls, CancellationToken ct)
    {
        var account = campaign.Key.Account;
        var schedule = await schedules.FindAsync(account, campaign.ScheduleId, ct) ?? throw new BusyException();
        var used = await profiles.FindAllAsync(account, campaign.Profiles.Select(p => p.ProfileId), ct);
        var calendar = campaign.Calendar(schedule.Value.Days, used);
        var now = time.Now();
        var forecast = Forecast(calendar, now, calls);
        var end = forecast.Complete();
        return Answer.Response(json =>
        {
            json.WriteNumber("calls", calls);
            json.WriteNumber("first_call_timestamp", forecast.StartOf(0)?.ToUnixTimeSeconds());
            json.WriteNumber("last_call_timestamp", end.LastStart?.ToUnixTimeSeconds());
            json.WriteNumber("not_placed", end.NotPlaced);
            json.WriteNumber("amount_needed", end.Fits ? null : AmountNeeded(calendar, now, calls));
        });
    }

    private Forecast Forecast(Calendar calendar, Instant now, long calls) =>
        new(calendar, now, now, calls, options.Value.CallsPerSecond);

    /// <summary>
    /// The fewest calls in a period with which all find their place, or null when no amount is enough.
    /// </summary>
    private long? AmountNeeded(Calendar calendar, Instant now, long calls)
    {
        bool Fits(long amount) => Forecast(WithAtLeast(calendar, amount), now, calls).Complete().Fits;
        var (tooFew, enough) = (0L, MostAmount);
        if (!Fits(enough))
        {
            return null;
        }

        while (enough - tooFew > 1)
        {
            var middle = tooFew + ((enough - tooFew) / 2);
            (tooFew, enough) = Fits(middle) ? (tooFew, middle) : (middle, enough);
        }

        return enough;
    }

    private static Calendar WithAtLeast(Calendar calendar, long amount) => calendar with
    {
        Windows =
        [
            .. calendar.Windows.Select(window => window with
            {
                Pace = window.Pace with { AmountPerPeriod = Math.Max(amount, window.Pace.AmountPerPeriod) },
            }),
        ],
    };
}
