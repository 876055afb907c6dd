using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Functions.Accounts;
using Plum.Functions.Shared;

namespace Plum.Functions.Schedules;

/// <summary>
/// DELETE /api/schedules/{id} (Delete Schedule). One in use stays, and the answer names the newest campaign that uses it.
/// </summary>
public sealed class DeleteSchedule(ApiRequests api, AccountTable accounts, ScheduleTable schedules)
{
    [Function(nameof(DeleteSchedule))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/schedules/{id}")] HttpRequest http,
        string id,
        CancellationToken ct) =>
        api.AnswerAsync(http, caller => schedules.DeleteAsync(accounts, http, caller, id, ScheduleViews.Version, ct), ct);
}
