using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Functions.Shared;

namespace Plum.Functions.Health;

/// <summary>The methods that the health addresses do not serve.</summary>
public static class HealthMethods
{
    [Function("LiveOtherMethods")]
    public static IResult OfLive(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", "put", "patch", "delete", "options", "trace", Route = "health/live")]
        HttpRequest http) => OtherMethods.Answer(http, "GET, HEAD");

    [Function("ReadyOtherMethods")]
    public static IResult OfReady(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", "put", "patch", "delete", "options", "trace", Route = "health/ready")]
        HttpRequest http) => OtherMethods.Answer(http, "GET, HEAD");
}
