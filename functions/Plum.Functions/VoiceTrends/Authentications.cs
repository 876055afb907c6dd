using Microsoft.AspNetCore.Http;
using Plum.Core.Queueing;
using Plum.Core.VoiceTrends;
using Plum.Functions.Accounts;
using Plum.Functions.Shared;

namespace Plum.Functions.VoiceTrends;

/// <summary>
/// Gives temporary credentials to those who know an account's PIN: first the limit is looked at, then the slow check is made.
/// </summary>
public sealed class Authentications(TallyTable tallies, LoginCheck logins, TemporaryLogins temporary)
{
    /// <summary>Of the slow checks that wait, no more are VoiceTrends': the web services find room beside them.</summary>
    public const int ChecksAtATime = 8;

    /// <summary>Authentications that wait for one of these, of whatever logins.</summary>
    public const int MaxWaiting = 56;

    // One at a time with a tool and login: those that are too many find that out by themselves, and take nobody's place.
    private readonly KeyedTurns _turns = new();
    private readonly BoundedLine _line = new(ChecksAtATime, MaxWaiting);

    /// <param name="sent">The account's login and, as its password, its PIN.</param>
    internal async Task<TrendsAnswer> AnswerAsync(TrendsRequest request, string tool, Credentials sent, CancellationToken ct)
    {
        var key = TallyKey.Of(tool, sent.Login);
        return Refuse(request, key) ?? await _turns.TakeAsync(
            key.Row, async () => Refuse(request, key) ?? await _line.PassAsync(() => CheckAsync(request, key, sent, ct)));
    }

    /// <summary>The refusal that costs nothing, because the window is known to be used up.</summary>
    private TrendsAnswer? Refuse(TrendsRequest request, TallyKey key)
    {
        if (tallies.UsedUp(key, request.Limit) is not { } standing)
        {
            return null;
        }

        request.Standing = standing;
        return request.UsedUp("authentications");
    }

    private async Task<TrendsAnswer> CheckAsync(TrendsRequest request, TallyKey key, Credentials sent, CancellationToken ct)
    {
        var ruling = await tallies.AdmitAsync(key, login: null, request.Limit, ct);
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

    private static TrendsAnswer Issued(TrendsRequest request, (string Login, string Password) credentials) => request.Ok(
        new TrendsMember.Text("login", credentials.Login), new TrendsMember.Text("password", credentials.Password));
}
