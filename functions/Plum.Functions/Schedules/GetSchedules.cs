using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Functions.Accounts;

namespace Plum.Functions.Schedules;

/// <summary>GET /api/schedules (Get Schedules): all schedules of the account, or a page.</summary>
public sealed class GetSchedules(NicknamedRequests requests, ScheduleTable schedules)
{
    [Function(nameof(GetSchedules))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/schedules")] HttpRequest http,
        CancellationToken ct) =>
        requests.ListAsync(schedules, http, ct);
}
