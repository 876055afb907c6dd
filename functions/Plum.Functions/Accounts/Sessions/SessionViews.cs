using NodaTime;
using Plum.Core.Accounts;
using Plum.Functions.Shared;

namespace Plum.Functions.Accounts.Sessions;

internal static class SessionViews
{
    /// <param name="now">
    /// By which a page reckons: the reader's own clock may be wrong, and the service's may be virtual.
    /// </param>
    public static Answer Answer(Session session, Account account, Instant now) => Shared.Answer
        .Json(json =>
        {
            json.WriteString("account", account.Id);
            json.WriteString("login", account.Login);
            json.WriteString("role", account.IsAdmin ? "admin" : "sender");
            json.WriteString("token", session.Token);
            json.WriteNumber("now_timestamp", now.ToUnixTimeSeconds());
        })
        .With("Cache-Control", "no-store");
}
