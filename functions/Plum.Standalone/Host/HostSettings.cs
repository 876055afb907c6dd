using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Plum.Standalone.Host;

/// <summary>What host.json says about HTTP. Any of its values can be overridden by a setting, as on the Functions host.</summary>
internal sealed record HostSettings(string RoutePrefix, QueueSettings Queues)
{
    /// <summary>The section host.json is read into: AzureFunctionsJobHost__extensions__http__routePrefix overrides the prefix.</summary>
    public const string Section = "AzureFunctionsJobHost";

    public static HostSettings Of(IConfiguration configuration)
    {
        var extensions = configuration.GetSection(Section + ":extensions");
        return new(extensions["http:routePrefix"] ?? "api", QueueSettings.Of(extensions.GetSection("queues")));
    }
}

/// <summary>What host.json says about queue triggers; the defaults are the Functions host's.</summary>
/// <param name="BatchSize">Messages received at a time, 1 to 32.</param>
/// <param name="NewBatchThreshold">More are received while no more than this many run.</param>
/// <param name="VisibilityTimeout">How long a message whose function failed stays hidden.</param>
/// <param name="MaxDequeueCount">Tries before a message goes to the poison queue.</param>
/// <param name="MaxPollingInterval">The longest pause between two looks at a queue that cannot tell when to look.</param>
internal sealed record QueueSettings(
    int BatchSize, int NewBatchThreshold, TimeSpan VisibilityTimeout, int MaxDequeueCount, TimeSpan MaxPollingInterval)
{
    public static QueueSettings Of(IConfiguration queues)
    {
        RequirePlainText(queues);
        var batch = Number(queues, "batchSize", 16, 1, 32);
        return new(
            batch,
            Number(queues, "newBatchThreshold", (batch + 1) / 2 * Environment.ProcessorCount, 0, 10_000),
            Span(queues, "visibilityTimeout", TimeSpan.Zero, TimeSpan.FromDays(7)),
            Number(queues, "maxDequeueCount", 5, 1, 1000),
            Span(queues, "maxPollingInterval", TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10)));
    }

    // The Functions host would take each message for Base64, and set those aside that are not.
    private static void RequirePlainText(IConfiguration queues)
    {
        if (!"none".Equals(queues["messageEncoding"], StringComparison.OrdinalIgnoreCase))
        {
            throw new StandaloneStartupException(
                "host.json: extensions.queues.messageEncoding is not none; messages are served as the text they are.");
        }
    }

    private static int Number(IConfiguration queues, string name, int byDefault, int least, int most) => queues[name] switch
    {
        null => byDefault,
        var text when int.TryParse(text, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most => number,
        var text => throw new StandaloneStartupException(
            $"host.json: extensions.queues.{name} is {text}, but must be a whole number from {least} to {most}."),
    };

    private static TimeSpan Span(IConfiguration queues, string name, TimeSpan byDefault, TimeSpan most) => queues[name] switch
    {
        null => byDefault,
        var text when TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) && span >= TimeSpan.Zero && span <= most => span,
        var text => throw new StandaloneStartupException(
            $"host.json: extensions.queues.{name} is {text}, but must be a time span such as 00:00:30, at most {most}."),
    };
}
