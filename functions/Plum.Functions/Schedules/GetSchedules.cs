using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Core.Validation;
using Plum.Functions.Shared;

namespace Plum.Functions.Schedules;

/// <summary>GET /api/schedules (Get Schedules): all schedules of the account, or a page.</summary>
public sealed class GetSchedules(ApiRequests api, ScheduleTable schedules)
{
    [Function(nameof(GetSchedules))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/schedules")] HttpRequest http,
        CancellationToken ct) =>
        api.AnswerAsync(http, caller => AnswerAsync(http, caller.Account, ct), ct);

    private async Task<Answer> AnswerAsync(HttpRequest http, string account, CancellationToken ct)
    {
        var errors = new FieldErrors();
        if (Paging.Read(http, errors) is not { } paging)
        {
            return Answer.Invalid(errors);
        }

        var found = await schedules.ListAsync(account, paging.After, paging.Limit + 1, ct);
        return paging.Answer(http, found, schedule => schedule.Id, ScheduleViews.Write);
    }
}
