using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Core.Queueing;
using Plum.Core.VoiceTrends;
using Plum.Functions.Accounts;
using Plum.Functions.Shared.Input;

namespace Plum.Functions.VoiceTrends;

/// <summary>POST /api/auth (Authenticate): temporary credentials for an account's login and PIN.</summary>
public sealed class Authenticate(
    TrendsRequests requests, TallyTable tallies, LoginCheck logins, TemporaryLogins temporary)
{
    // The document's table is headed "Query Parameters", so they are taken from there too; a field of the body wins.
    private static readonly InputLimits Limits = new(MaxBodyBytes: 1 << 16, MaxFields: 100);

    internal static readonly string[] Fields = ["tool", "login", "password"];

    internal static readonly string[] Tools = ["dev", "insight", "fuseplus"];

    [Function("VoiceTrendsAuthenticate")]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = "api/auth")] HttpRequest http, CancellationToken ct) =>
        requests.AnswerAsync(http, RateStanding.Authentications, HttpMethods.Post, request => AnswerAsync(request, ct));

    private async Task<TrendsAnswer> AnswerAsync(TrendsRequest request, CancellationToken ct)
    {
        var fields = await RequestFields.ReadAsync(request.Http, Limits, onFile: null, ct);
        var sent = new PostVariables(name => fields[name]);
        var tool = sent.Require("tool").OneOf("tool", Tools);
        var login = sent.Require("login").Text("login", Credentials.MaxLoginLength);
        var password = sent.Require("password").Text("password", Credentials.MaxPinLength);
        return sent.Faults.Count > 0
            ? request.BadRequest(sent.Faults)
            : await AnswerAsync(request, tool!, new(login!, password!), ct);
    }

    /// <summary>First the limit is looked at, then the slow check is made.</summary>
    /// <param name="sent">The account's login and, as its password, its PIN.</param>
    private async Task<TrendsAnswer> AnswerAsync(
        TrendsRequest request, string tool, Credentials sent, CancellationToken ct)
    {
        logins.RefuseWhenBusy(); // before anything is stored
        var ruling = await tallies.AdmitAsync(TallyKey.Of(tool, sent.Login), login: null, request.Limit, ct);
        request.Standing = ruling.Standing;
        return ruling.Verdict == Verdict.UsedUp
            ? request.UsedUp("authentications")
            : await logins.CheckAsync(sent.Login, sent.Pin, ct) switch
            {
                LoginAnswer.Right { Account: var account } => Issued(request, await temporary.CreateAsync(account, ct)),
                LoginAnswer.Locked locked => request.TooMany(LoginFaults.Of(locked), locked.Until),
                var refused => request.Error(StatusCodes.Status401Unauthorized, LoginFaults.Of(refused)),
            };
    }

    private static TrendsAnswer Issued(TrendsRequest request, (string Login, string Password) credentials) =>
        request.Ok(
        new TrendsMember.Text("login", credentials.Login), new TrendsMember.Text("password", credentials.Password));
}
