using System.Text.Json;
using Plum.Core.Campaigns;
using Plum.Functions.Calls;
using Plum.Functions.Shared;

namespace Plum.Functions.WebServices;

/// <summary>
/// A list that was queued as a campaign: all it takes to answer with its calls, now or when the request is repeated.
/// </summary>
/// <param name="BatchId">Its pages in table <c>lists</c>.</param>
/// <param name="FirstCallId">Its calls have this id and the following.</param>
/// <param name="MessageReference">The message_reference of those that were listed without; likewise the other.</param>
internal sealed record QueuedList(
    int CampaignId, string BatchId, int FirstCallId, long Calls, string MessageReference, string CallParameters)
{
    /// <summary>As a batch that begins its campaign's list, which it does.</summary>
    public CallBatch Batch => new(0, Calls, FirstCallId, BatchId, MessageReference, CallParameters);

    public static QueuedList Of(Campaign campaign)
    {
        var list = campaign.Pending!;
        return new(
            campaign.Key.Id, list.BatchId, list.FirstCallId, list.Calls, list.MessageReference, list.CallParameters);
    }

    public Answer Keep() => Answer.Json(json =>
    {
        json.WriteNumber("campaign_id", CampaignId);
        json.WriteString("batch", BatchId);
        json.WriteNumber("first_call_id", FirstCallId);
        json.WriteNumber("calls", Calls);
        json.WriteString("message_reference", MessageReference);
        json.WriteString("call_parameters", CallParameters);
    });

    public static QueuedList Read(Answer kept)
    {
        var json = JsonElement.Parse(kept.Body.Span);
        return new(
            json.GetProperty("campaign_id").GetInt32(),
            json.GetProperty("batch").GetString()!,
            json.GetProperty("first_call_id").GetInt32(),
            json.GetProperty("calls").GetInt64(),
            json.GetProperty("message_reference").GetString()!,
            json.GetProperty("call_parameters").GetString()!);
    }
}
