using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Functions.Accounts;

namespace Plum.Functions.Schedules;

/// <summary>
/// PATCH or PUT /api/schedules/{id} (Update Schedule). Started campaigns that use it follow the new days at once.
/// </summary>
public sealed class UpdateSchedule(NicknamedRequests requests, ScheduleTable schedules)
{
    [Function(nameof(UpdateSchedule))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", "put", Route = "api/schedules/{id}")] HttpRequest http,
        string id,
        CancellationToken ct) =>
        requests.UpdateAsync(schedules, http, id, ct);
}
