using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Plum.Core.Accounts;
using Plum.Functions.Accounts.SigningKeys;
using Plum.Functions.Shared;
using Plum.Functions.Shared.Telemetry;

namespace Plum.Functions.Accounts.Sessions;

/// <summary>
/// Who is signed in at the console: an encrypted cookie, so that no request costs a look at storage for it.
/// </summary>
/// <remarks>
/// A session ends at its time, when it is signed out of, and everywhere when the PIN of its account changes. A change
/// has to carry the session's token in a header as well: a cookie alone comes along with whatever another site has a
/// browser send.
/// </remarks>
public sealed class SessionCookies(
    AccountTable table,
    KeySeal seal,
    AccountDirectory directory,
    KnownAccounts accounts,
    [FromKeyedServices(SessionCookies.Clock)] TimeProvider time)
{
    /// <summary>
    /// Names the clock on the wall beside who is signed in. On the service's own, which may be virtual, weeks pass
    /// between two of their clicks.
    /// </summary>
    public const string Clock = "sessions";

    public const string Cookie = "plum_session";

    /// <summary>Carries <see cref="Session.Token"/>.</summary>
    public const string TokenHeader = "X-Plum-Session";

    /// <summary>Says that a page refreshes itself: nobody uses the session just now.</summary>
    public const string RefreshHeader = "X-Plum-Refresh";

    /// <summary>So often a session in use is written anew.</summary>
    private static readonly Duration Renewal = Duration.FromMinutes(1);

    private readonly Lazy<IDataProtector> _protector = new(() => ProtectorOf(new(table, seal)));

    /// <summary>Null when the request carries no session.</summary>
    public async ValueTask<Admission?> AdmitAsync(HttpRequest http, CancellationToken ct)
    {
        if (Read(http) is not { } session)
        {
            return null;
        }

        if (await AccountAsync(session, ct) is not { } account)
        {
            return Admission.Refused.Answer;
        }

        if (!IsRead(http.Method) && !CarriesToken(http, session))
        {
            return Admission.Forged.Answer;
        }

        Renew(http, session);
        return Admission.Of(account, Caller.Of(account).By);
    }

    /// <summary>
    /// Who is signed in, in place of a login and a PIN, for a request that says so by its session's token; null for any
    /// other.
    /// </summary>
    internal async ValueTask<LoginAnswer?> LoginAsync(HttpRequest http, CancellationToken ct)
    {
        if (!http.Headers.ContainsKey(TokenHeader))
        {
            return null;
        }

        if (Read(http) is not { } session
            || !CarriesToken(http, session)
            || await AccountAsync(session, ct) is not { } account)
        {
            return LoginAnswer.Ended.Answer;
        }

        Renew(http, session);
        Spans.Name(Caller.Of(account));
        return LoginAnswer.Of(account);
    }

    /// <summary>The session that the request carries and the account it is of, while it lasts.</summary>
    internal async ValueTask<(Session Session, Account Account)?> FindAsync(HttpRequest http, CancellationToken ct) =>
        Read(http) is { } session && await AccountAsync(session, ct) is { IsSuspended: false } account
            ? (session, account)
            : null;

    internal Session Begin(HttpRequest http, Account account)
    {
        var session = Session.Of(account, time.Now());
        Write(http, session);
        return session;
    }

    /// <summary>
    /// Ends the session that the request carries, also for who has a copy of its cookie: at once in this process,
    /// within half a minute in others.
    /// </summary>
    internal async Task EndAsync(HttpRequest http, Caller caller, CancellationToken ct)
    {
        if (http.Headers.Authorization.Count == 0 && Read(http) is { } session)
        {
            await directory.ChangeAsync(
                caller, account => account.EndSession(session.Token, session.Begun + Session.Longest, time.Now()), ct);
        }

        http.HttpContext.Response.Cookies.Delete(Cookie, Options(http));
    }

    private async ValueTask<Account?> AccountAsync(Session session, CancellationToken ct) =>
        time.Now() < session.Ends
            && await accounts.FindAsync(session.Account, ct) is { } account
            && session.IsOf(account)
            ? account
            : null;

    private Session? Read(HttpRequest http)
    {
        if (!http.Cookies.TryGetValue(Cookie, out var text))
        {
            return null;
        }

        try
        {
            return Session.Parse(_protector.Value.Unprotect(text));
        }
        catch (CryptographicException)
        {
            return null; // of another server at this address, or of keys that are gone
        }
    }

    private void Renew(HttpRequest http, Session session)
    {
        var now = time.Now();
        if (now >= session.Used + Renewal && !http.Headers.ContainsKey(RefreshHeader))
        {
            Write(http, session with { Used = now });
        }
    }

    private void Write(HttpRequest http, Session session) =>
        http.HttpContext.Response.Cookies.Append(Cookie, _protector.Value.Protect(session.ToString()), Options(http));

    private static CookieOptions Options(HttpRequest http) =>
        new() { HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = !IsLoopback(http), Path = "/" };

    /// <summary>The Functions host asks its worker over loopback too, but says for whom.</summary>
    private static bool IsLoopback(HttpRequest http) =>
        !http.IsHttps
        && !http.Headers["X-Forwarded-Proto"].ToString().StartsWith("https", StringComparison.OrdinalIgnoreCase)
        && (http.Host.Host == "localhost"
            || (IPAddress.TryParse(http.Host.Host, out var address) && IPAddress.IsLoopback(address)));

    private static bool CarriesToken(HttpRequest http, Session session) =>
        http.Headers[TokenHeader] is [{ } sent]
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(sent), Encoding.UTF8.GetBytes(session.Token));

    private static bool IsRead(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method);

    // In services of its own, so that nothing is read or drawn before the first sign-in.
    private static IDataProtector ProtectorOf(SessionKeys keys) => new ServiceCollection()
        .AddDataProtection()
        .SetApplicationName("plum")
        .Services.Configure<KeyManagementOptions>(options => options.XmlRepository = keys)
        .BuildServiceProvider()
        .GetRequiredService<IDataProtectionProvider>()
        .CreateProtector("session");
}
