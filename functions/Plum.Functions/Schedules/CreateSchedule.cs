using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Functions.Accounts;

namespace Plum.Functions.Schedules;

/// <summary>
/// POST /api/schedules (Create Schedule): the days of the week on which the campaigns that use it may call. One
/// schedule may serve any number of campaigns.
/// </summary>
public sealed class CreateSchedule(NicknamedRequests requests, ScheduleTable schedules)
{
    [Function(nameof(CreateSchedule))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/schedules")] HttpRequest http,
        CancellationToken ct) =>
        requests.CreateAsync(schedules, http, ct);
}
