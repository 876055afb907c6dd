using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using NodaTime;
using Plum.Core.Calls;
using Plum.Core.Campaigns;
using Plum.Functions.Accounts;
using Plum.Functions.Campaigns;
using Plum.Functions.Shared;
using Plum.Functions.Shared.Telemetry;

namespace Plum.Functions.Calls.Results;

/// <summary>
/// Posts final results to the result_url of their calls, tries again with a growing pause, and after a day lists them
/// as dead letters.
/// </summary>
/// <remarks>
/// A post may be repeated after a crash; every repetition carries the same <c>X-Plum-Delivery</c> and
/// <c>X-Plum-Sequence</c>. A failure never dials again.
/// </remarks>
public sealed partial class PostResults(
    CampaignTable campaigns,
    KnownAccounts accounts,
    FinalCalls final,
    CallLists lists,
    ResultSequence sequence,
    ResultPoster poster,
    ResultQueue queue, ResultTable table, TimeProvider time, ILogger<PostResults> logger)
{
    private const int PostsAtOnce = 8;

    [Function(nameof(PostResults))]
    public async Task Run([QueueTrigger(ResultQueue.Queue)] string message, CancellationToken ct)
    {
        var asked = ResultMessage.Parse(message);
        if (asked.Due > 0)
        {
            PlumMeter.TakenUp(ResultQueue.Queue, Instant.FromUnixTimeMilliseconds(asked.Due), time);
        }

        var key = new CampaignKey(asked.Account, asked.Campaign);
        using var scope = logger.Campaign(key);
        if (await campaigns.FindEvenDeletedAsync(key, ct) is not { PostsResults: true } campaign)
        {
            return; // removed, or nobody wants results any more
        }

        var positions = PositionRanges.Parse(asked.Positions);
        if (await queue.TrySplitAsync(asked, positions, ct))
        {
            return;
        }

        var (records, notYet) = await final.ReadAsync(key, positions, ct);
        if (!notYet.IsEmpty && !await queue.TryWaitAsync(asked, notYet, ct))
        {
            LogNeverFinal(key.Partition, notYet.ToString());
        }

        var due = await NumberedAsync(campaign, asked, records, ct);
        if (due.Count > 0)
        {
            await PostAsync(key, asked, due, ct);
        }
    }

    private async Task<IReadOnlyList<DueResult>> NumberedAsync(
        Campaign campaign, ResultMessage asked, IReadOnlyList<CallRecord> records, CancellationToken ct)
    {
        IReadOnlyList<DueResult>? numbered = null;
        await time.RetryOnConflictAsync(
            async () =>
            {
                var due = await DueAsync(
                    campaign, [.. records.Where(record => record.Delivery.IsAskedForBy(asked))], ct);
                if ((numbered = await sequence.TryNumberAsync(campaign.Key, due, ct)) is null)
                {
                    (records, _) = await final.ReadAsync(
                        campaign.Key, PositionRanges.Of(records.Select(record => record.Position)), ct);
                }

                return numbered is not null;
            },
            ct);
        return numbered!;
    }

    private async Task<IReadOnlyList<DueResult>> DueAsync(
        Campaign campaign, IReadOnlyList<CallRecord> records, CancellationToken ct)
    {
        var listed = await lists.FindAsync(campaign.Key, records.Select(record => record.Position), ct);
        return
        [
            .. from record in records
               let call = listed[record.Position]
               let url = call.SettingsIn(campaign).ResultUrl
               where url is not null
               select new DueResult(call, record, new(url)),
        ];
    }

    private async Task PostAsync(
        CampaignKey key, ResultMessage asked, IReadOnlyList<DueResult> due, CancellationToken ct)
    {
        await SigningKeyAsync(key.Account, ct); // once for all of them, and asked again in case it changes meanwhile
        var posted = new DueResult[due.Count];
        await Parallel.ForAsync(
            0,
            due.Count,
            new ParallelOptions { MaxDegreeOfParallelism = PostsAtOnce, CancellationToken = ct },
            async (i, stop) =>
                posted[i] = await poster.PostAsync(key, due[i], await SigningKeyAsync(key.Account, stop), asked, stop));

        // Before it is saved that they failed: no crash in between ends their tries.
        var open = posted.Where(result => result.Delivery.IsOpen);
        foreach (var together in open.GroupBy(result => ResultDelivery.PauseAfter(asked.Try, result.RetryAfter)))
        {
            await queue.SendNextAsync(
                asked, PositionRanges.Of(together.Select(result => result.Position)), together.Key, ct);
        }

        var wereDead = due.Where(result => result.Delivery.Dead).Select(result => result.Position).ToHashSet();
        await table.SaveAsync(key, posted, wereDead, ct);
    }

    private async ValueTask<string?> SigningKeyAsync(string account, CancellationToken ct) =>
        (await accounts.FindAsync(account, ct))?.SigningKey;

    [LoggerMessage(
        122,
        LogLevel.Warning,
        "Campaign {Campaign}: the calls at {Positions} were about to end a day ago and have not; whoever ends them has "
            + "them posted")]
    private partial void LogNeverFinal(string campaign, string positions);
}
