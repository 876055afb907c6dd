using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Functions.Shared;

namespace Plum.Functions.Accounts;

/// <summary>The methods that the addresses of the caller's own account do not serve.</summary>
public static class AccountMethods
{
    [Function("AccountOtherMethods")]
    public static IResult OfAccount(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", "put", "patch", "delete", "options", "trace", Route = "api/account")]
        HttpRequest http) =>
        OtherMethods.Answer(http, "GET, HEAD");

    [Function("SigningKeyOtherMethods")]
    public static IResult OfSigningKey(
        [HttpTrigger(
            AuthorizationLevel.Anonymous, "get", "head", "put", "patch", "delete", "options", "trace", Route = "api/account/signing-key")]
        HttpRequest http) =>
        OtherMethods.Answer(http, "POST");
}
