using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Functions.Accounts;

namespace Plum.Functions.Schedules;

/// <summary>GET /api/schedules/{id}: one item of Get Schedules, with its ETag.</summary>
public sealed class GetSchedule(NicknamedRequests requests, ScheduleTable schedules)
{
    [Function(nameof(GetSchedule))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/schedules/{id}")] HttpRequest http,
        string id,
        CancellationToken ct) =>
        requests.GetAsync(schedules, http, id, ct);
}
