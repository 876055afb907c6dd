using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.Logging;
using Plum.Core.Calls;
using Plum.Core.Campaigns;
using Plum.Functions.Calls.Outcomes;
using Plum.Functions.Shared.Telemetry;

namespace Plum.Functions.Calls;

/// <summary>
/// Takes up messages that the host has set aside after all their deliveries: each is counted and logged, and its
/// campaign told to look. Nothing is lost with them: calls that nobody claimed are given out again, and those claimed
/// are ended by the check of all campaigns.
/// </summary>
/// <remarks>
/// The timer of that check looks here. A function triggered by these queues would ask them every second, and storage
/// bills each time. Results, which nobody else would post, have such a function.
/// </remarks>
public sealed partial class PoisonedMessages(
    QueueServiceClient queues, CampaignControl control, ILogger<PoisonedMessages> logger)
{
    private const string Suffix = "-poison";

    /// <summary>Messages a queue hands out at once, the most it can.</summary>
    private const int Handful = 32;

    /// <summary>Handfuls of one look; what is left waits five minutes.</summary>
    private const int Handfuls = 30;

    /// <summary>The queues that are looked at.</summary>
    public static IReadOnlyList<string> Queues { get; } =
        [DialCalls.Queue + Suffix, CampaignControl.Queue + Suffix, OutcomeQueue.Queue + Suffix];

    public async Task TakeUpAsync(CancellationToken ct)
    {
        await TakeUpAsync(DialCalls.Queue, CampaignOfDial, ct);
        await TakeUpAsync(CampaignControl.Queue, message => ChangeMessage.Parse(message).Campaign, ct);
        await TakeUpAsync(OutcomeQueue.Queue, CampaignOfOutcome, ct);
    }

    private static CampaignKey CampaignOfDial(string message)
    {
        var dial = DialMessage.Parse(message);
        return new(dial.Account, dial.Campaign);
    }

    private static CampaignKey CampaignOfOutcome(string message)
    {
        var word = OutcomeMessage.Parse(message);
        return new(word.Account, word.Campaign);
    }

    private async Task TakeUpAsync(string queue, Func<string, CampaignKey> parse, CancellationToken ct)
    {
        var poison = queues.GetQueueClient(queue + Suffix);
        for (var taken = 0; taken < Handfuls; taken++)
        {
            QueueMessage[] messages = await poison.ReceiveMessagesAsync(Handful, TimeSpan.FromMinutes(1), ct);
            if (messages.Length == 0)
            {
                return;
            }

            foreach (var message in messages)
            {
                await TellAsync(queue, message.MessageText, parse, ct);
                await poison.DeleteMessageAsync(message.MessageId, message.PopReceipt, ct);
                PlumMeter.Poisoned(queue);
            }
        }
    }

    private async Task TellAsync(string queue, string message, Func<string, CampaignKey> parse, CancellationToken ct)
    {
        try
        {
            var campaign = parse(message);
            LogGivenUp(campaign.Partition, queue);
            await control.ChangedAsync(campaign, ct);
        }
        catch (Exception e) when (e is not (RequestFailedException or OperationCanceledException))
        {
            LogUnreadable(queue, e.GetType().Name);
        }
    }

    [LoggerMessage(
        133,
        LogLevel.Error,
        "Campaign {Campaign}: a message of the queue {Queue} was given up after all its deliveries; the campaign looks "
            + "again")]
    private partial void LogGivenUp(string campaign, string queue);

    [LoggerMessage(
        134, LogLevel.Error, "A message of the queue {Queue} was given up and cannot be read ({Fault}); it is dropped")]
    private partial void LogUnreadable(string queue, string fault);
}
