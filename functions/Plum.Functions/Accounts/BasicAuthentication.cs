using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Plum.Core.Queueing;

namespace Plum.Functions.Accounts;

/// <summary>Finds the account a request acts for by the login and PIN it carries over HTTP Basic (RFC 7617).</summary>
public sealed class BasicAuthentication(LoginCheck logins)
{
    /// <summary>Null when the request carries no login: it may have a token.</summary>
    /// <exception cref="Shared.BusyException">Too many logins are being checked.</exception>
    public async Task<Admission?> AdmitAsync(HttpRequest http, CancellationToken ct)
    {
        if (http.Headers.Authorization is not [{ } header] || !BasicHeader.IsBasic(header))
        {
            return null;
        }

        return TryRead(header, out var credentials)
            ? Of(await logins.CheckAsync(credentials.Login, credentials.Pin, ct))
            : Admission.Refused.Answer;
    }

    private static Admission Of(LoginAnswer answer) => answer switch
    {
        LoginAnswer.Right { Account: var account } => Admission.Of(account, Caller.Of(account).By),
        LoginAnswer.Suspended => Admission.Suspended.Answer,
        LoginAnswer.Locked locked => new Admission.Locked(locked),
        _ => Admission.Refused.Answer,
    };

    /// <summary>What no account can have is not tried.</summary>
    private static bool TryRead(string header, [NotNullWhen(true)] out Credentials? credentials)
    {
        credentials = BasicHeader.TryRead(header, out var login, out var pin)
            && login.Length is > 0 and <= Credentials.MaxLoginLength
            && pin.Length is > 0 and <= Credentials.MaxPinLength
            ? new(login, pin)
            : null;
        return credentials is not null;
    }
}
