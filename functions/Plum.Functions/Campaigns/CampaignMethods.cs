using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Functions.Shared;

namespace Plum.Functions.Campaigns;

/// <summary>The methods that the campaign addresses do not serve.</summary>
public static class CampaignMethods
{
    [Function("CampaignsOtherMethods")]
    public static IResult OfAll(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", "options", "trace", Route = "api/campaigns")] HttpRequest http) =>
        OtherMethods.Answer(http, "GET, HEAD, POST, PATCH, PUT");

    [Function("CampaignOtherMethods")]
    public static IResult OfOne(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", "options", "trace", Route = "api/campaigns/{id}")] HttpRequest http,
        string id) =>
        OtherMethods.Answer(http, "GET, HEAD, PATCH, PUT, DELETE");

    [Function("CampaignCallsOtherMethods")]
    public static IResult OfCalls(
        [HttpTrigger(
            AuthorizationLevel.Anonymous, "post", "put", "patch", "delete", "options", "trace", Route = "api/campaigns/{id}/calls")]
        HttpRequest http,
        string id) =>
        OtherMethods.Answer(http, "GET, HEAD");

    [Function("CancelCampaignCallsOtherMethods")]
    public static IResult OfCancelAll(
        [HttpTrigger(
            AuthorizationLevel.Anonymous, "get", "head", "put", "patch", "delete", "options", "trace", Route = "api/campaigns/{id}/calls/cancel")]
        HttpRequest http,
        string id) =>
        OtherMethods.Answer(http, "POST");

    [Function("CampaignCallOtherMethods")]
    public static IResult OfCall(
        [HttpTrigger(
            AuthorizationLevel.Anonymous, "post", "put", "patch", "delete", "options", "trace", Route = "api/campaigns/{id}/calls/{callId}")]
        HttpRequest http,
        string id) =>
        OtherMethods.Answer(http, "GET, HEAD");

    [Function("CancelCampaignCallOtherMethods")]
    public static IResult OfCancel(
        [HttpTrigger(
            AuthorizationLevel.Anonymous, "get", "head", "put", "patch", "delete", "options", "trace",
            Route = "api/campaigns/{id}/calls/{callId}/cancel")]
        HttpRequest http,
        string id) =>
        OtherMethods.Answer(http, "POST");

    [Function("ResendCallResultOtherMethods")]
    public static IResult OfResend(
        [HttpTrigger(
            AuthorizationLevel.Anonymous, "get", "head", "put", "patch", "delete", "options", "trace",
            Route = "api/campaigns/{id}/calls/{callId}/resend")]
        HttpRequest http,
        string id) =>
        OtherMethods.Answer(http, "POST");

    [Function("StartCampaignOtherMethods")]
    public static IResult OfStart(
        [HttpTrigger(
            AuthorizationLevel.Anonymous, "get", "head", "put", "patch", "delete", "options", "trace", Route = "api/campaigns/start")]
        HttpRequest http) => OtherMethods.Answer(http, "POST");

    [Function("StopCampaignOtherMethods")]
    public static IResult OfStop(
        [HttpTrigger(
            AuthorizationLevel.Anonymous, "get", "head", "put", "patch", "delete", "options", "trace", Route = "api/campaigns/stop")]
        HttpRequest http) => OtherMethods.Answer(http, "POST");

    [Function("AddCallsOtherMethods")]
    public static IResult OfAddCalls(
        [HttpTrigger(
            AuthorizationLevel.Anonymous, "get", "head", "put", "patch", "delete", "options", "trace", Route = "api/campaigns/add-calls")]
        HttpRequest http) => OtherMethods.Answer(http, "POST");
}
