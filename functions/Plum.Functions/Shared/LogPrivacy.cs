using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Plum.Functions.Shared;

/// <summary>
/// Keeps addresses of requests out of the log: <c>/api/auth</c> may have a password in its query, and
/// <c>/api/volume</c> a telephone number in its path.
/// </summary>
internal static partial class LogPrivacy
{
    /// <summary>A date in a path has eight digits, a telephone number at least ten.</summary>
    private const int MostDigits = 8;

    // These quote whole addresses, of requests and of customers' servers.
    private static readonly string[] Quoting = ["Microsoft.AspNetCore", "System.Net.Http"];

    // And these at every level: the first puts the path beside all that is logged while a request is served.
    private static readonly string[] Insisting =
        ["Microsoft.AspNetCore.Hosting.Diagnostics", "Microsoft.AspNetCore.Routing.Matching.DfaMatcher"];

    /// <summary>Whatever settings say, of one of these categories or of one provider.</summary>
    public static void HideAddresses(this ILoggingBuilder logging) =>
        logging.Services.PostConfigure<LoggerFilterOptions>(filters =>
    {
        var rules = filters.Rules;
        for (var i = 0; i < rules.Count; i++)
        {
            rules[i] = Bounded(rules[i]);
        }

        // A rule for a provider beats one for all of them; of two alike the last wins.
        foreach (var provider in rules.Select(rule => rule.ProviderName).Append(null).Distinct().ToList())
        {
            Array.ForEach(Quoting, category => rules.Insert(0, new(provider, category, LogLevel.Warning, null)));
            Array.ForEach(Insisting, category => rules.Add(new(provider, category, LogLevel.None, null)));
        }
    });

    /// <summary>The path without what may be a telephone number.</summary>
    public static string Of(PathString path) => string.Join('/', path.ToString().Split('/').Select(Shown));

    /// <summary>A sentence on a customer's server, whose name may have a telephone number in it.</summary>
    public static string Of(string sentence) => Words().Replace(sentence, word => Shown(word.Value));

    private static string Shown(string part) => part.Count(char.IsAsciiDigit) > MostDigits ? "…" : part;

    private static LoggerFilterRule Bounded(LoggerFilterRule rule) =>
        rule.LogLevel < LogLevel.Warning && Quoting.Any(
            quoting => rule.CategoryName?.StartsWith(quoting, StringComparison.OrdinalIgnoreCase) == true)
            ? new(rule.ProviderName, rule.CategoryName, LogLevel.Warning, rule.Filter)
            : rule;

    // Labels of a host name, too.
    [GeneratedRegex("[^ .]+")]
    private static partial Regex Words();
}
