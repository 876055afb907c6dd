using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Functions.Shared;

namespace Plum.Functions.Profiles;

/// <summary>The methods that the profile addresses do not serve.</summary>
public static class ProfileMethods
{
    [Function("ProfilesOtherMethods")]
    public static IResult OfAll(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", "patch", "delete", "options", "trace", Route = "api/profiles")]
        HttpRequest http) =>
        OtherMethods.Answer(http, "GET, HEAD, POST");

    [Function("ProfileOtherMethods")]
    public static IResult OfOne(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", "options", "trace", Route = "api/profiles/{id}")] HttpRequest http,
        string id) =>
        OtherMethods.Answer(http, "GET, HEAD, PATCH, PUT, DELETE");
}
