using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Plum.Functions.Shared;

/// <summary>
/// Keeps addresses of requests out of the log: <c>/api/auth</c> may have a password in its query, and <c>/api/volume</c> a telephone number in
/// its path.
/// </summary>
internal static class LogPrivacy
{
    /// <summary>A date in a path has eight digits, a telephone number at least ten.</summary>
    private const int MostDigits = 8;

    // These quote whole addresses, of requests and of customers' servers.
    private static readonly string[] Quoting = ["Microsoft.AspNetCore", "System.Net.Http"];

    // And these at whatever level: the first puts the path beside all that is logged while a request is served.
    private static readonly string[] Insisting =
        ["Microsoft.AspNetCore.Hosting.Diagnostics", "Microsoft.AspNetCore.Routing.Matching.DfaMatcher"];

    public static void HideAddresses(this ILoggingBuilder logging)
    {
        Array.ForEach(Quoting, category => logging.AddFilter(category, LogLevel.Warning));
        Array.ForEach(Insisting, category => logging.AddFilter(category, LogLevel.None));
    }

    /// <summary>The path without what may be a telephone number.</summary>
    public static string Of(PathString path) =>
        string.Join('/', path.ToString().Split('/').Select(part => part.Count(char.IsAsciiDigit) > MostDigits ? "…" : part));
}
