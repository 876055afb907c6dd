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
        catch (Exception e) when (IsMain(app) && e is StandaloneStartupException or OptionsValidationException)
        {
            End<int>(e.Message);
        }
    }

    private static T End<T>(string sentence)
    {
        Console.Error.WriteLine($"plum: {sentence}");
        Environment.Exit(1);
        throw new InvalidOperationException(sentence);
    }
}
