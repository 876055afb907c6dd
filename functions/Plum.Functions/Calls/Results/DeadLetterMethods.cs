using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Functions.Shared;

namespace Plum.Functions.Calls.Results;

/// <summary>The methods that the addresses of dead letters do not serve.</summary>
public static class DeadLetterMethods
{
    [Function("DeadLettersOtherMethods")]
    public static IResult OfAll(
        [HttpTrigger(
            AuthorizationLevel.Anonymous, "post", "put", "patch", "delete", "options", "trace", Route = "api/campaigns/{id}/dead-letters")]
        HttpRequest http,
        string id) =>
        OtherMethods.Answer(http, "GET, HEAD");

    [Function("ResendDeadLettersOtherMethods")]
    public static IResult OfResend(
        [HttpTrigger(
            AuthorizationLevel.Anonymous, "get", "head", "put", "patch", "delete", "options", "trace",
            Route = "api/campaigns/{id}/dead-letters/resend")]
        HttpRequest http,
        string id) =>
        OtherMethods.Answer(http, "POST");
}
