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

    // Those who log each request with its address, at levels that somebody may turn on. Trouble and telemetry name it without.
    private static readonly string[] Talkative =
        ["Microsoft.AspNetCore.Hosting.Diagnostics", "Microsoft.AspNetCore.Routing.Matching.DfaMatcher"];

    public static void HideAddresses(this ILoggingBuilder logging) => Array.ForEach(Talkative, category => logging.AddFilter(category, LogLevel.None));

    /// <summary>The path without what may be a telephone number.</summary>
    public static string Of(PathString path) =>
        string.Join('/', path.ToString().Split('/').Select(part => part.Count(char.IsAsciiDigit) > MostDigits ? "…" : part));
}
