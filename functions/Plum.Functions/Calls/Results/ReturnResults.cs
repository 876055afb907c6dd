using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Plum.Core.Calls;
using Plum.Core.Campaigns;
using Plum.Functions.Shared.Telemetry;

namespace Plum.Functions.Calls.Results;

/// <summary>
/// Takes result messages up again that were set aside, after some minutes without storage for example: each result is
/// posted.
/// </summary>
public sealed partial class ReturnResults(ResultQueue queue, ILogger<ReturnResults> logger)
{
    [Function(nameof(ReturnResults))]
    public async Task Run([QueueTrigger(ResultQueue.Poison)] string message, CancellationToken ct)
    {
        try
        {
            var result = ResultMessage.Parse(message);
            var later = result with { Waits = Math.Min(result.Waits + 5, ResultQueue.MaxWaits) };
            if (await queue.TryWaitAsync(later, PositionRanges.Parse(result.Positions), ct))
            {
                PlumMeter.Poisoned(ResultQueue.Queue);
                return;
            }

            LogDropped(new CampaignKey(result.Account, result.Campaign).Partition, result.Positions);
        }
        catch (Exception e) when (e is JsonException or FormatException or ArgumentException)
        {
            LogUnreadable(e.GetType().Name); // it may hold anything
        }

        PlumMeter.Poisoned(ResultQueue.Queue);
    }

    [LoggerMessage(
        123,
        LogLevel.Error,
        "Campaign {Campaign}: the results of the calls at {Positions} could not be worked off for a day; they are "
            + "dropped")]
    private partial void LogDropped(string campaign, string positions);

    [LoggerMessage(
        124, LogLevel.Error, "A message of the queue results was given up and cannot be read ({Fault}); it is dropped")]
    private partial void LogUnreadable(string fault);
}
