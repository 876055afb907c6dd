using NodaTime;
using Plum.Core.Calls;
using Plum.Core.Campaigns;
using Plum.Functions.Calls;
using Plum.Functions.Calls.Results;
using Plum.Functions.Shared;

namespace Plum.Functions.Campaigns;

/// <summary>Calls as the interface shows them.</summary>
internal static class CallViews
{
    /// <summary>An item of a campaign's list of calls.</summary>
    public static void Write(Utf8Json json, ListedState listed)
    {
        var (call, record) = (listed.Call, listed.Record);
        var last = record is { Attempts: [.., var attempt] } ? attempt : null;
        // what a call in progress will come to is nobody's business yet
        var over = listed.State == CallState.InFlight ? null : last;
        json.WriteNumber("call_id", call.CallId);
        json.WriteString("phone_number", call.Entry.PhoneNumber);
        json.WriteString("message_reference", call.Entry.MessageReference);
        json.WriteString("state", listed.State.Name());
        json.WriteNumber("attempts", record?.Claims ?? 0);
        json.WriteString("callee_type", over is null ? null : CallVariables.NameOf(over.CalleeType));
        json.WriteNumber("last_attempt_timestamp", last?.DialedAt.ToUnixTimeSeconds() ?? 0);
        json.WriteNumber(
            "in_flight_since", listed.State == CallState.InFlight ? last?.DialedAt.ToUnixTimeSeconds() ?? 0 : 0);
        json.WriteNumber("duration", over?.DurationSeconds ?? 0);
        json.WriteNumber("scheduled_timestamp", call.Scheduled?.ToUnixTimeSeconds() ?? 0);
        json.WriteNumber("expiration_timestamp", call.Own?.Expires?.ToUnixTimeSeconds() ?? 0);
        json.WriteString("result_post", ResultPost(record?.Delivery));
        json.WriteString("note", last?.Note);
    }

    /// <summary>A call by itself: as in the list, each of its attempts, and the last post of its result.</summary>
    public static void WriteWhole(Utf8Json json, Campaign campaign, FoundCall found)
    {
        var (call, record) = (found.Call, found.Listed.Record);
        Write(json, found.Listed);
        json.WriteString("call_parameters", call.Entry.CallParameters);
        json.WriteObjects(
            "attempt_history", record?.Attempts ?? [], (entry, attempt) => Write(entry, attempt, found.At));
        if (record is not null && ResultPost(record.Delivery) is not null)
        {
            json.WriteObject("last_post", post => WritePost(post, campaign, call, record));
        }
    }

    // The posts before it are not stored. A final call does not change, and neither do the fields of its posts.
    private static void WritePost(Utf8Json json, Campaign campaign, ListedCall call, CallRecord record)
    {
        var delivery = record.Delivery;
        json.WriteString("result_url", call.SettingsIn(campaign).ResultUrl);
        json.WriteString("delivery", DueResult.IdOf(campaign.Key, call.Position));
        json.WriteNumber("sequence", delivery.Sequence);
        json.WriteNumber("tries", delivery.Tries);
        json.WriteNumber("last_try_timestamp", delivery.LastTry);
        json.WriteNumber("accepted_timestamp", delivery.DeliveredAt ?? 0);
        json.WriteString("error", delivery.Error);
        json.WriteObject("fields", fields =>
        {
            foreach (var (name, value) in CallVariables.ForResult(call, record))
            {
                fields.WriteString(name, value);
            }
        });
    }

    // What a call in progress will come to is nobody's business yet.
    private static void Write(Utf8Json json, CallAttempt attempt, Instant now)
    {
        var over = !attempt.IsOpen && attempt.EndsAt <= now;
        json.WriteNumber("attempt", attempt.Number);
        json.WriteNumber("dialed_timestamp", attempt.DialedAt.ToUnixTimeSeconds());
        json.WriteNumber("ended_timestamp", over ? attempt.EndsAt.ToUnixTimeSeconds() : 0);
        json.WriteString("outcome", over ? attempt.Outcome.Name() : null);
        json.WriteString("callee_type", over ? CallVariables.NameOf(attempt.CalleeType) : null);
        json.WriteNumber("duration", over ? attempt.DurationSeconds : 0);
        json.WriteNumber("transfers", over ? attempt.Transfers : 0);
        json.WriteNumber("transfer_seconds", over ? attempt.TransferSeconds : 0);
        json.WriteString("gateway", attempt.Gateway?.Name);
        json.WriteString("gateway_reference", attempt.Gateway?.Reference);
        json.WriteString("note", attempt.Note);
    }

    // What became of the post to result_url, as far as it was tried.
    private static string? ResultPost(ResultDelivery? delivery) => delivery switch
    {
        null or { Tries: 0, DeliveredAt: null } => null,
        { DeliveredAt: not null } => "delivered",
        { Dead: true } => "dead",
        _ => "failing",
    };
}
