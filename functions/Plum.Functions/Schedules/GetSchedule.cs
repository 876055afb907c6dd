using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Functions.Shared;

namespace Plum.Functions.Schedules;

/// <summary>GET /api/schedules/{id}: one item of Get Schedules, with its ETag.</summary>
public sealed class GetSchedule(ApiRequests api, ScheduleTable schedules)
{
    [Function(nameof(GetSchedule))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/schedules/{id}")] HttpRequest http,
        string id,
        CancellationToken ct) =>
        api.AnswerAsync(http, caller => AnswerAsync(caller.Account, id, ct), ct);

    private async Task<Answer> AnswerAsync(string account, string id, CancellationToken ct) =>
        await schedules.FindAsync(account, ResourceId.Of(id), ct) is { Value: var schedule }
            ? Answer.Json(json => ScheduleViews.Write(json, schedule)).With("ETag", ScheduleViews.Version(schedule))
            : Answer.NotFound(schedules.Kind, id);
}
