using Microsoft.Extensions.Logging;
using NodaTime;

namespace Plum.Functions.Accounts;

internal static partial class LoginLog
{
    /// <param name="login">
    /// The first digits of the login's hash: a login may hold anything, a mistyped PIN included.
    /// </param>
    [LoggerMessage(201, LogLevel.Warning, "Login {Login} is locked until {Until} after ten wrong tries")]
    public static partial void Locked(this ILogger logger, string login, Instant until);

    [LoggerMessage(202, LogLevel.Debug, "Removed the wrong tries of {Logins} logins")]
    public static partial void Swept(this ILogger logger, int logins);
}
