using System.Globalization;
using System.Text.Json;
using Azure.Data.Tables;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using NodaTime;
using Plum.Core.Calls;
using Plum.Core.Campaigns;
using Plum.Functions.Campaigns;
using Plum.Functions.Shared;
using Plum.Functions.Shared.Outbound;

namespace Plum.Functions.Calls.Results;

/// <summary>Posts final results to the campaign's result_url, tries again with a growing pause, and after a day lists them as dead letters.</summary>
/// <remarks>A post may be repeated after a crash; every repetition carries the same <c>X-Plum-Delivery</c>. A failure never dials again.</remarks>
public sealed class PostResults(
    CampaignTable campaigns, CallTable calls, CallLists lists, ResultQueue queue, OutboundHttp outbound, TimeProvider time, ILogger<PostResults> logger)
{
    /// <summary>The pauses between tries, a little over a day in all.</summary>
    private static readonly Duration[] Pauses =
    [
        Duration.FromMinutes(1), Duration.FromMinutes(5), Duration.FromMinutes(15), Duration.FromHours(1), Duration.FromHours(3),
        Duration.FromHours(8), Duration.FromHours(12),
    ];

    private const int PostsAtOnce = 8;

    [Function(nameof(PostResults))]
    public async Task Run([QueueTrigger(ResultQueue.Queue)] string message, CancellationToken ct)
    {
        var result = ResultMessage.Parse(message);
        var key = new CampaignKey(result.Account, result.Campaign);
        if (await campaigns.FindCampaignAsync(key, ct) is not { Value: var campaign } || campaign is { ResultUrl: null, IsDefault: false })
        {
            return; // deleted, or nobody wants results any more
        }

        var positions = PositionRanges.Parse(result.Positions);
        var (records, notYet) = await FinalAsync(key, positions, ct);
        if (!notYet.IsEmpty && !await queue.TryWaitAsync(result, notYet, ct))
        {
            logger.NeverFinal(key.Partition, notYet.ToString());
        }

        var listed = await lists.FindAsync(key, records.Select(record => record.Position), ct);
        var posted = new List<TableEntity>();
        var failed = new List<long>();
        await Parallel.ForEachAsync(
            records.Where(record => record.Delivery is { DeliveredAt: null, Dead: false } delivery
                && delivery.Tries <= result.Try
                && listed[record.Position].SettingsIn(campaign).ResultUrl is not null),
            new ParallelOptions { MaxDegreeOfParallelism = PostsAtOnce, CancellationToken = ct },
            async (record, stop) =>
            {
                var listedCall = listed[record.Position];
                var delivery = await PostAsync(key, new(listedCall.SettingsIn(campaign).ResultUrl!), listedCall, record, result.Try, stop);
                lock (posted)
                {
                    posted.Add(Row(key, record, delivery));
                    if (delivery is { DeliveredAt: null, Dead: false })
                    {
                        failed.Add(record.Position);
                    }
                }
            });

        if (failed.Count > 0)
        {
            await queue.SendAsync(key, PositionRanges.Of(failed), time.Now() + Pauses[result.Try], result.Try + 1, ct);
        }

        await calls.SaveDeliveriesAsync(key, posted, ct);
    }

    private async Task<ResultDelivery> PostAsync(CampaignKey key, Uri url, ListedCall call, CallRecord record, int tries, CancellationToken ct)
    {
        var headers = new KeyValuePair<string, string>[] { new("X-Plum-Delivery", string.Create(CultureInfo.InvariantCulture, $"{key.Partition}-{call.Position}")) };
        var answer = await outbound.PostFormAsync(url, CallVariables.ForResult(call, record), headers, ct);
        if (answer.Status is >= 200 and < 300)
        {
            return new(tries + 1, time.Now().ToUnixTimeSeconds(), false, null);
        }

        var error = answer.Failure ?? string.Create(CultureInfo.InvariantCulture, $"answered {answer.Status}");
        var dead = tries >= Pauses.Length;
        logger.NotDelivered(key.Partition, call.CallId, tries + 1, error);
        return new(tries + 1, null, dead, error);
    }

    // What is not final yet is posted later: results are sent before the calls are saved as final, so that no crash can lose them.
    // Calls without a row were never dialed: they are final once the campaign's end has expired them.
    private async Task<(IReadOnlyList<CallRecord> Final, PositionRanges NotYet)> FinalAsync(CampaignKey key, PositionRanges positions, CancellationToken ct)
    {
        var found = await calls.CallsAsync(key, positions.Ranges[0].From, positions.Ranges[^1].To, ct).ToDictionaryAsync(record => record.Position, cancellationToken: ct);
        var wanted = positions.Ranges.SelectMany(range => Enumerable.Range(0, (int)range.Count).Select(i => range.From + i)).ToList();
        var expired = wanted.All(found.ContainsKey) ? PositionRanges.None : (await calls.ReadLedgerAsync(key, ct)).Progress.Expired;
        var now = time.Now();
        var records = wanted.Select(position => found.GetValueOrDefault(position) ?? Undialed(position, expired)).ToLookup(record => record.IsFinalAt(now));
        return ([.. records[true]], PositionRanges.Of(records[false].Select(record => record.Position)));
    }

    private static CallRecord Undialed(long position, PositionRanges expired) => new(
        position,
        PositionRanges.Of(position, position + 1).Except(expired).IsEmpty ? CallState.Expired : CallState.Waiting,
        0, null, [], ResultDelivery.None, default);

    private static TableEntity Row(CampaignKey key, CallRecord record, ResultDelivery delivery) => new(key.Partition, CallRows.Call(record.Position))
    {
        ["State"] = record.State.ToString(),
        ["Result"] = JsonSerializer.Serialize(delivery),
    };
}

internal static partial class ResultLog
{
    [LoggerMessage(122, LogLevel.Warning, "Campaign {Campaign}: the calls at {Positions} were about to end a day ago and have not; whoever ends them has them posted")]
    public static partial void NeverFinal(this ILogger logger, string campaign, string positions);

    [LoggerMessage(123, LogLevel.Error, "A result message could not be worked off for a day, or is none; it is dropped: {Message}")]
    public static partial void Dropped(this ILogger logger, string message);

    [LoggerMessage(121, LogLevel.Warning, "Campaign {Campaign}: the result of call {CallId} was not accepted, try {Try}: {Error}")]
    public static partial void NotDelivered(this ILogger logger, string campaign, int callId, int @try, string error);
}
