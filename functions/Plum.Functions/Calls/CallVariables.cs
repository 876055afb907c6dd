using System.Globalization;
using Plum.Core.Calls;
using Plum.Core.Validation;

namespace Plum.Functions.Calls;

/// <summary>The form variables that a customer's URLs are posted.</summary>
internal static class CallVariables
{
    /// <summary>
    /// What start_url is told when the call is answered (outbound parameter notes; programming notes for call_id).
    /// </summary>
    public static IReadOnlyList<KeyValuePair<string, string>> ForStart(ListedCall call, CallSettings settings) =>
    [
        new("phone_number", call.Entry.PhoneNumber),
        new("call_id", call.CallId.ToString(CultureInfo.InvariantCulture)),
        new("message_reference", call.Entry.MessageReference),
        new("call_parameters", call.Entry.CallParameters),
        new("campaign_parameters", settings.CampaignParameters),
        .. call.Entry.Variables,
    ];

    /// <summary>
    /// What result_url is told once, when the call is over for good. Numbers are always integers, 0 when there is
    /// nothing to say.
    /// </summary>
    public static IReadOnlyList<KeyValuePair<string, string>> ForResult(ListedCall call, CallRecord record)
    {
        var last = record.Attempts is [.., var attempt] ? attempt : null;
        return
        [
            new("phone_number", call.Entry.PhoneNumber),
            new("message_reference", call.Entry.MessageReference),
            new("call_parameters", call.Entry.CallParameters),
            new("call_id", call.CallId.ToString(CultureInfo.InvariantCulture)),
            new("result", NameOf(record.State)),
            new("callee_type", NameOf(last?.CalleeType ?? CalleeType.Unknown)),
            new("attempts", record.Attempts.Length.ToString(CultureInfo.InvariantCulture)),
            new(
                "last_attempt_timestamp",
                (last?.DialedAt.ToUnixTimeSeconds() ?? 0).ToString(CultureInfo.InvariantCulture)),
            new("duration", (last?.DurationSeconds ?? 0).ToString(CultureInfo.InvariantCulture)),
        ];
    }

    /// <summary>A documented callee_type. Ours are unknown: no other of the documents' would be true of them.</summary>
    public static string NameOf(CalleeType type) =>
        (type is CalleeType.Rejected or CalleeType.Failed or CalleeType.Canceled ? CalleeType.Unknown : type).Lower();

    /// <summary>A final state as results name it; a call that expired has failed.</summary>
    public static string NameOf(CallState state) => state switch
    {
        CallState.Completed => "completed",
        CallState.Canceled => "canceled",
        _ => "failed",
    };
}
