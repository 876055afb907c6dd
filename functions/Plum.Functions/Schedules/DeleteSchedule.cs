using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Functions.Accounts;

namespace Plum.Functions.Schedules;

/// <summary>
/// DELETE /api/schedules/{id} (Delete Schedule). One in use stays, and the answer names the newest campaign that uses
/// it.
/// </summary>
public sealed class DeleteSchedule(NicknamedRequests requests, ScheduleTable schedules)
{
    [Function(nameof(DeleteSchedule))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/schedules/{id}")] HttpRequest http,
        string id,
        CancellationToken ct) =>
        requests.DeleteAsync(schedules, http, id, ct);
}
