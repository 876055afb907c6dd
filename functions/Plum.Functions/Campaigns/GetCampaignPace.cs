using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using NodaTime;
using Plum.Core.Calls;
using Plum.Core.Campaigns;
using Plum.Core.Pacing;
using Plum.Functions.Calls;
using Plum.Functions.Shared;

namespace Plum.Functions.Campaigns;

/// <summary>
/// GET /api/campaigns/{id}/pace: the attempts of each minute of an hour beside what was planned, and what came of them.
/// The hour is the last one, or the last in which the campaign dialed.
/// </summary>
/// <remarks>
/// Read from the calls that were first dialed last, up to a bound: a faster campaign shows the end of its hour.
/// </remarks>
public sealed class GetCampaignPace(
    CampaignRequests requests,
    CampaignTable campaigns,
    CallTable calls,
    TimeProvider time,
    IOptions<DialingOptions> options)
{
    private const int MostCalls = 5_000;
    private const int Minutes = 60;

    [Function(nameof(GetCampaignPace))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/campaigns/{id}/pace")] HttpRequest http,
        string id,
        CancellationToken ct) =>
        requests.AnswerAsync(http, id, key => AnswerAsync(key, ct), ct);

    private async Task<Answer?> AnswerAsync(CampaignKey key, CancellationToken ct)
    {
        if (await campaigns.LoadSetupAsync(key, ct) is not { } setup)
        {
            return null;
        }

        var now = time.Now();
        var attempts = await LastAttemptsAsync(setup, now, ct);
        var last = attempts.Select(attempt => attempt.DialedAt).DefaultIfEmpty(now).Max();
        var end = Minute(last > now - Duration.FromMinutes(Minutes) ? now : last) + Duration.FromMinutes(1);
        var begin = end - Duration.FromMinutes(Minutes);
        var dialed = attempts.ToLookup(attempt => Minute(attempt.DialedAt));
        var over = attempts.Where(attempt => attempt.DialedAt >= begin && !attempt.IsOpen && attempt.EndsAt <= now);
        return Answer.Json(json =>
        {
            var minutes = Enumerable.Range(0, Minutes).Select(i => begin + Duration.FromMinutes(i));
            json.WriteObjects("minutes", minutes, (entry, minute) =>
            {
                entry.WriteNumber("timestamp", minute.ToUnixTimeSeconds());
                entry.WriteNumber("calls", dialed[minute].Count());
                entry.WriteNumber("planned", PlannedAt(setup.Calendar, minute));
            });
            json.WriteObject("outcomes", outcomes =>
            {
                foreach (var (outcome, count) in over.CountBy(attempt => attempt.Outcome).OrderBy(pair => pair.Key))
                {
                    outcomes.WriteNumber(outcome.Name(), count);
                }
            });
        });
    }

    // In the order of the list, calls before the first that waits have been dialed.
    private async Task<List<CallAttempt>> LastAttemptsAsync(CampaignSetup setup, Instant now, CancellationToken ct)
    {
        var key = setup.Campaign.Value.Key;
        var ledger = await calls.ReadLedgerAsync(key, ct);
        var progress = ledger.AdmittedTo(setup.Campaign.Value);
        var to = progress.Pending.Ranges is [var first, ..] ? first.From : ledger.Intake.Accepted;
        return await calls.CallsAsync(key, Math.Max(0, to - MostCalls), to, ct)
            .SelectMany(record => record.Attempts)
            .Where(attempt => attempt.DialedAt <= now)
            .ToListAsync(ct);
    }

    private double PlannedAt(Calendar calendar, Instant minute) =>
        Math.Round(calendar.CallsPerHourAt(minute, options.Value.CallsPerSecond) / 60, 1);

    private static Instant Minute(Instant instant) =>
        Instant.FromUnixTimeSeconds(instant.ToUnixTimeSeconds() / 60 * 60);
}
