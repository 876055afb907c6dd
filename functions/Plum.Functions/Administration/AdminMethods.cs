using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Functions.Shared;

namespace Plum.Functions.Administration;

/// <summary>The methods that the addresses of outbound administration do not serve.</summary>
public static class AdminMethods
{
    [Function("AdminOtherMethods")]
    public static IResult OfService(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", "put", "patch", "delete", "options", "trace", Route = "api/admin")]
        HttpRequest http) => OtherMethods.Answer(http, "GET, HEAD");

    [Function("AdminAccountsOtherMethods")]
    public static IResult OfAccounts(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", "patch", "delete", "options", "trace", Route = "api/admin/accounts")]
        HttpRequest http) => OtherMethods.Answer(http, "GET, HEAD, POST");

    [Function("AdminAccountOtherMethods")]
    public static IResult OfAccount(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", "delete", "options", "trace", Route = "api/admin/accounts/{id}")]
        HttpRequest http,
        string id) => OtherMethods.Answer(http, "GET, HEAD, PATCH, PUT");

    [Function("AdminAuditOtherMethods")]
    public static IResult OfAudit(
        [HttpTrigger(
            AuthorizationLevel.Anonymous, "post", "put", "patch", "delete", "options", "trace", Route = "api/admin/audit")]
        HttpRequest http) => OtherMethods.Answer(http, "GET, HEAD");

    [Function("AdminAccountAuditOtherMethods")]
    public static IResult OfAccountAudit(
        [HttpTrigger(
            AuthorizationLevel.Anonymous, "post", "put", "patch", "delete", "options", "trace",
            Route = "api/admin/accounts/{id}/audit")]
        HttpRequest http,
        string id) => OtherMethods.Answer(http, "GET, HEAD");

    [Function("AdminSuspendOtherMethods")]
    public static IResult OfSuspend(
        [HttpTrigger(
            AuthorizationLevel.Anonymous, "get", "head", "put", "patch", "delete", "options", "trace",
            Route = "api/admin/suspend")]
        HttpRequest http) => OtherMethods.Answer(http, "POST");

    [Function("AdminResumeOtherMethods")]
    public static IResult OfResume(
        [HttpTrigger(
            AuthorizationLevel.Anonymous, "get", "head", "put", "patch", "delete", "options", "trace",
            Route = "api/admin/resume")]
        HttpRequest http) => OtherMethods.Answer(http, "POST");
}
