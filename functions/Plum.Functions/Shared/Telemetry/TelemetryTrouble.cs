using System.Diagnostics.Tracing;
using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Plum.Functions.Shared.Telemetry;

/// <summary>
/// Says in the log that telemetry does not arrive: exporters tell it nobody but their own event source. Once, and again
/// while it lasts.
/// </summary>
internal sealed partial class TelemetryTrouble(ILogger<TelemetryTrouble> logger, TimeProvider time) : EventListener
{
    private const string Exporter = "OpenTelemetry-Exporter-OpenTelemetryProtocol";

    /// <summary>From one line to the next.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(15);

    private readonly Lock _gate = new();
    private long? _said;

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == Exporter)
        {
            EnableEvents(eventSource, EventLevel.Warning);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        lock (_gate)
        {
            if (_said is { } said && time.GetElapsedTime(said) < Pause)
            {
                return;
            }

            _said = time.GetTimestamp();
        }

        var sentence =
            string.Format(CultureInfo.InvariantCulture, eventData.Message ?? "", [.. eventData.Payload ?? []]);
        LogNotSent(sentence.Split('\n')[0].TrimEnd());
    }

    [LoggerMessage(241, LogLevel.Warning, "Telemetry is not sent. {Trouble}")]
    private partial void LogNotSent(string trouble);
}
