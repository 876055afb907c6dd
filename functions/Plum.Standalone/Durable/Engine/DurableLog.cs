using Microsoft.Extensions.Logging;

namespace Plum.Standalone.Durable;

internal static partial class DurableLog
{
    [LoggerMessage(1301, LogLevel.Information, "Durable: {Count} orchestrations go on")]
    public static partial void Loaded(this ILogger logger, int count);

    [LoggerMessage(1302, LogLevel.Warning, "Durable: activity {Activity} (step {Step}) of {Instance} failed")]
    public static partial void ActivityFailed(this ILogger logger, string activity, int step, string instance, Exception error);

    [LoggerMessage(1303, LogLevel.Error, "Durable: orchestration {Instance} failed: {Reason}")]
    public static partial void OrchestrationFailed(this ILogger logger, string instance, string? reason);

    [LoggerMessage(1306, LogLevel.Debug, "Durable: what other processes ask for cannot be read; it is tried again")]
    public static partial void NotShared(this ILogger logger, Exception error);

    [LoggerMessage(1304, LogLevel.Warning, "Durable: a turn of {Instance} could not be stored; trying again in {Delay}")]
    public static partial void TurnFailed(this ILogger logger, string instance, TimeSpan delay, Exception error);
}
