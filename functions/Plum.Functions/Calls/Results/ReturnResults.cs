using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Plum.Core.Calls;
using Plum.Functions.Shared.Telemetry;

namespace Plum.Functions.Calls.Results;

/// <summary>Takes result messages up again that were set aside, after some minutes without storage for example: each result is posted.</summary>
public sealed partial class ReturnResults(ResultQueue queue, ILogger<ReturnResults> logger)
{
    [Function(nameof(ReturnResults))]
    public async Task Run([QueueTrigger(ResultQueue.Poison)] string message, CancellationToken ct)
    {
        try
        {
            var result = ResultMessage.Parse(message);
            if (await queue.TryWaitAsync(result with { Waits = Math.Min(result.Waits + 5, ResultQueue.MaxWaits) }, PositionRanges.Parse(result.Positions), ct))
            {
                PlumMeter.Poisoned(ResultQueue.Queue);
                return;
            }
        }
        catch (Exception e) when (e is JsonException or FormatException or ArgumentException)
        {
            // Nobody can make anything of it.
        }

        PlumMeter.Poisoned(ResultQueue.Queue);
        LogDropped(message);
    }

    [LoggerMessage(123, LogLevel.Error, "A result message could not be worked off for a day, or is none; it is dropped: {Message}")]
    private partial void LogDropped(string message);
}
