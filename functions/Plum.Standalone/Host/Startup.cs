using System.Reflection;
using Microsoft.Extensions.Options;

namespace Plum.Standalone.Host;

/// <summary>Says in one line why the app cannot start, to the person who started it; tests get the exception.</summary>
internal static class Startup
{
    /// <summary>Whether the process was started to run this app, and is not a test's.</summary>
    public static bool IsMain(Assembly app) => Assembly.GetEntryAssembly() == app;

    public static T Explained<T>(Assembly app, Func<T> step)
    {
        try
        {
            return step();
        }
        catch (StandaloneStartupException e) when (IsMain(app))
        {
            return End<T>(e.Message);
        }
    }

    public static async Task ExplainedAsync(Assembly app, Func<Task> step)
    {
        try
        {
            await step();
        }
        catch (Exception e) when (IsMain(app) && SentenceOf(e) is { } sentence)
        {
            End<int>(sentence);
        }
    }

    /// <summary>What to say about what the person who started the app can mend; null of everything else.</summary>
    private static string? SentenceOf(Exception e) => e switch
    {
        StandaloneStartupException or OptionsValidationException => e.Message,
        AggregateException { InnerExceptions: var several } when several.All(one => one is OptionsValidationException) =>
            string.Join(' ', several.Select(one => one.Message)),
        _ => null,
    };

    private static T End<T>(string sentence)
    {
        Console.Error.WriteLine($"plum: {sentence}");
        Environment.Exit(1);
        throw new InvalidOperationException(sentence);
    }
}
