using NodaTime;
using Plum.Core.Calls;

namespace Plum.Functions.Gateways;

/// <summary>What Twilio says of a call, in our words.</summary>
internal static class TwilioOutcomes
{
    /// <summary>What came of a call, or null while it is queued, initiated, ringing or in progress.</summary>
    /// <param name="sip">The carrier's own answer, which callbacks alone tell.</param>
    public static Placement? Of(string? status, string? answeredBy, string? sip, int seconds, Instant endsAt) =>
        (status, sip) switch
        {
            ("completed", _) => new(true, Answerer(answeredBy), endsAt, seconds, null),
            ("busy", _) or ("failed", "486" or "600") => Failed(CalleeType.Busy, endsAt),
            ("no-answer", _) or ("failed", "408" or "480" or "487") => Failed(CalleeType.NoAnswer, endsAt),
            ("canceled", _) => Failed(CalleeType.Canceled, endsAt, "canceled at the gateway"),

            // Mostly a number that nobody has, say Twilio's documents of "failed".
            ("failed", null or "404" or "410" or "484" or "604") => Failed(CalleeType.OperatorIntercept, endsAt),
            ("failed", "403" or "603" or "607" or "608") => Failed(CalleeType.Rejected, endsAt),
            ("failed", _) => Failed(CalleeType.Failed, endsAt, $"the carrier failed the call (SIP {sip})"),
            _ => null,
        };

    private static Placement Failed(CalleeType type, Instant endsAt, string? note = null) =>
        new(false, type, endsAt, 0, note);

    // Without machine detection nobody says who answered; somebody did.
    private static CalleeType Answerer(string? answeredBy) => answeredBy switch
    {
        null or "" or "human" => CalleeType.Voice,
        "fax" => CalleeType.Fax,
        _ when answeredBy.StartsWith("machine_", StringComparison.Ordinal) => CalleeType.AnsweringMachine,
        _ => CalleeType.Unknown,
    };
}
