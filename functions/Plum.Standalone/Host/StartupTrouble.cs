using Microsoft.Extensions.Options;

namespace Plum.Standalone.Host;

/// <summary>Why the app cannot start, in one line for the person who started it.</summary>
internal static class StartupTrouble
{
    /// <summary>Null for what that person cannot mend.</summary>
    public static string? SentenceOf(Exception e) => e switch
    {
        StandaloneStartupException or OptionsValidationException => e.Message,
        AggregateException { InnerExceptions: var several } when several.All(one => one is OptionsValidationException) =>
            string.Join(' ', several.Select(one => one.Message)),
        _ => null,
    };
}
