using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Functions.Shared;

namespace Plum.Functions.Schedules;

/// <summary>The methods that the schedule addresses do not serve.</summary>
public static class ScheduleMethods
{
    [Function("SchedulesOtherMethods")]
    public static IResult OfAll(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", "patch", "delete", "options", "trace", Route = "api/schedules")]
        HttpRequest http) =>
        OtherMethods.Answer(http, "GET, HEAD, POST");

    [Function("ScheduleOtherMethods")]
    public static IResult OfOne(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", "options", "trace", Route = "api/schedules/{id}")] HttpRequest http,
        string id) =>
        OtherMethods.Answer(http, "GET, HEAD, PATCH, PUT, DELETE");
}
