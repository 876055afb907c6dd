using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Functions.Shared;

namespace Plum.Functions.Accounts.Tokens;

/// <summary>The methods that the token addresses do not serve.</summary>
public static class TokenMethods
{
    [Function("TokensOtherMethods")]
    public static IResult OfAll(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", "patch", "delete", "options", "trace", Route = "api/tokens")]
        HttpRequest http) =>
        OtherMethods.Answer(http, "GET, HEAD, POST");

    [Function("TokenOtherMethods")]
    public static IResult OfOne(
        [HttpTrigger(
            AuthorizationLevel.Anonymous, "get", "head", "post", "put", "patch", "options", "trace", Route = "api/tokens/{id}")]
        HttpRequest http,
        string id) =>
        OtherMethods.Answer(http, "DELETE");
}
