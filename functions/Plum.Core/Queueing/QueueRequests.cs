using NodaTime;
using Plum.Core.Calls;
using Plum.Core.Campaigns;
using Plum.Core.PhoneLists;

namespace Plum.Core.Queueing;

/// <summary>
/// What queuecall and queuecalls are asked, in the words of the engine (v3 reference, POST variables; parameter notes).
/// </summary>
public static class QueueRequests
{
    private const int MaxNameLength = 64;

    /// <summary>queuecall's variables in the order of the documents, in which they are echoed.</summary>
    public static IReadOnlyList<string> QueueCallVariables { get; } =
        ["login", "pin", "phone_number", "start_url", .. Optional];

    /// <summary>Those of queuecalls, without the file.</summary>
    public static IReadOnlyList<string> QueueCallsVariables { get; } =
        ["login", "pin", "campaign_name", "start_url", .. Optional, "on_invalid"];

    private static string[] Optional =>
    [
        "result_url", "message_reference", "call_parameters", "campaign_parameters", "max_retries", "max_retry",
        "retry_interval",
        "scheduled_timestamp", "expiration_timestamp", "scheduled_time", "expiration_time",
    ];

    /// <summary>One call for the account's default campaign, or null and what is wrong.</summary>
    /// <param name="owned">What the number's own caller id may be; null for anything.</param>
    public static SingleCall? QueueCall(
        PostVariables sent, Instant now, DateTimeZone zone, IReadOnlySet<string>? owned = null)
    {
        var number = PhoneNumberIn(sent.Require("phone_number"), owned);
        var (settings, scheduled) = Settings(sent, now, zone);
        var (reference, parameters) = Texts(sent);
        return sent.Faults.Count == 0 ? new(new CallEntry(number!, reference, parameters), settings, scheduled) : null;
    }

    /// <summary>A campaign of its own for a list of calls, or null and what is wrong.</summary>
    public static NamedCampaign? QueueCalls(PostVariables sent, Instant now, DateTimeZone zone)
    {
        var name = sent.Require("campaign_name").Text("campaign_name", MaxNameLength);
        if (name == "default")
        {
            sent.AddFault("campaign_name 'default' is that of the campaign of queuecall.");
        }

        var (settings, scheduled) = Settings(sent, now, zone);
        var (reference, parameters) = Texts(sent);
        return sent.Faults.Count == 0 ? new(name!, settings, scheduled, reference, parameters) : null;
    }

    private static (CallSettings Settings, Instant Scheduled) Settings(
        PostVariables sent, Instant now, DateTimeZone zone)
    {
        var start = sent.Require("start_url").Url("start_url");
        var result = sent.Url("result_url");
        var parameters = sent.Lines("campaign_parameters", CallEntry.MaxTextLength) ?? "";
        var retries = (int?)sent.WholeNumber(sent.NameOf("max_retries", "max_retry"), 0, CallSettings.MostRetries) ?? 0;
        var interval =
            (int?)sent.WholeNumber("retry_interval", CallSettings.ShortestInterval, CallSettings.LongestInterval)
            ?? CallSettings.DefaultInterval;
        var times = CallTimes.Read(sent, now, zone);
        return (new(start ?? "", result, retries, interval, parameters, times.Expires), times.Scheduled);
    }

    private static (string Reference, string Parameters) Texts(PostVariables sent) => (
        sent.Lines("message_reference", CallEntry.MaxTextLength) ?? "",
        sent.Lines("call_parameters", CallEntry.MaxTextLength) ?? "");

    private static string? PhoneNumberIn(PostVariables sent, IReadOnlySet<string>? owned)
    {
        var text = sent["phone_number"] is { } number ? PhoneNumber.Kept(number) : null;
        if (text is null)
        {
            return null;
        }

        if (PhoneNumber.TryParse(text, out var read, out var reason))
        {
            if (!read.AniUsable || owned?.Contains(read.Ani!) != false)
            {
                return text;
            }

            reason = CallerId.NotOwned;
        }

        sent.AddFault($"phone_number '{PostVariables.Shown(text)}' {reason}.");
        return null;
    }
}
