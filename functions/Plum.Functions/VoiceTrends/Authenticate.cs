using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Core.Queueing;
using Plum.Core.VoiceTrends;
using Plum.Functions.Shared.Input;

namespace Plum.Functions.VoiceTrends;

/// <summary>POST /api/auth: temporary credentials for an account's login and PIN (VoiceTrends API, authenticate).</summary>
public sealed class Authenticate(TrendsRequests requests, Authentications authentications)
{
    // The document's table is headed "Query Parameters", so they are taken from there too; a field of the body wins.
    private static readonly InputLimits Limits = new(MaxBodyBytes: 1 << 16, MaxFields: 100);

    [Function("VoiceTrendsAuthenticate")]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = "api/auth")] HttpRequest http, CancellationToken ct) =>
        requests.AnswerAsync(http, RateStanding.Authentications, HttpMethods.Post, request => AnswerAsync(request, ct));

    private async Task<TrendsAnswer> AnswerAsync(TrendsRequest request, CancellationToken ct)
    {
        var fields = await RequestFields.ReadAsync(request.Http, Limits, onFile: null, ct);
        var sent = new PostVariables(name => fields[name]);
        var tool = sent.Require("tool").OneOf("tool", "dev", "insight", "fuseplus");
        var login = sent.Require("login").Text("login", Credentials.MaxLoginLength);
        var password = sent.Require("password").Text("password", Credentials.MaxPinLength);
        return sent.Faults.Count > 0
            ? request.BadRequest(sent.Faults)
            : await authentications.AnswerAsync(request, tool!, new(login!, password!), ct);
    }
}
