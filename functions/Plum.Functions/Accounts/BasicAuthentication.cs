using System.Diagnostics.CodeAnalysis;
using System.Text;
using Microsoft.AspNetCore.Http;
using Plum.Core.Queueing;

namespace Plum.Functions.Accounts;

/// <summary>Finds the account a request acts for by the login and PIN it carries over HTTP Basic (RFC 7617).</summary>
public sealed class BasicAuthentication(LoginCheck logins)
{
    private const string Scheme = "Basic ";
    private const int MaxHeaderLength = 1024;

    // Not the lenient one: another login than the one that was meant must not come out.
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Null when the request carries no login: it may have a token.</summary>
    /// <exception cref="Shared.BusyException">Too many logins are being checked.</exception>
    public async Task<Admission?> AdmitAsync(HttpRequest http, CancellationToken ct)
    {
        if (http.Headers.Authorization is not [{ } header] || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        return TryRead(header, out var credentials)
            ? Of(await logins.CheckAsync(credentials.Login, credentials.Pin, ct))
            : Admission.Refused.Answer;
    }

    private static Admission Of(LoginAnswer answer) => answer switch
    {
        LoginAnswer.Right { Account: var account } => Admission.Of(account, $"login {account.Login}"),
        LoginAnswer.Suspended => Admission.Suspended.Answer,
        LoginAnswer.Locked locked => new Admission.Locked(locked),
        _ => Admission.Refused.Answer,
    };

    /// <summary>A login ends at the first colon, so that a PIN may hold one. What no account can have is not tried.</summary>
    private static bool TryRead(string header, [NotNullWhen(true)] out Credentials? credentials)
    {
        credentials = null;
        if (header.Length > MaxHeaderLength || Decoded(header[Scheme.Length..].Trim()) is not { } text)
        {
            return false;
        }

        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon is < 1 or > Credentials.MaxLoginLength || text.Length - colon - 1 is < 1 or > Credentials.MaxPinLength)
        {
            return false;
        }

        credentials = new(text[..colon], text[(colon + 1)..]);
        return true;
    }

    private static string? Decoded(string base64)
    {
        try
        {
            return Utf8.GetString(Convert.FromBase64String(base64));
        }
        catch (Exception e) when (e is FormatException or DecoderFallbackException)
        {
            return null;
        }
    }
}
