using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using NodaTime;
using Plum.Core.Calls;
using Plum.Core.PhoneLists;
using Plum.Functions.Shared.Input;

namespace Plum.Functions.Gateways;

/// <summary>Places calls: the seam between this service and a carrier.</summary>
/// <remarks>docs/gateways.md says what each gateway guarantees, and how to write another.</remarks>
public interface IDialGateway
{
    /// <summary>
    /// Whether asking twice with the same <see cref="DialRequest.Key"/> rings once. Only then is an attempt asked for
    /// again after a crash between asking and recording the answer.
    /// </summary>
    bool TakesIdempotencyKey { get; }

    /// <summary>
    /// Whether <see cref="LookAsync"/> can tell what came of a call. Without it, outcomes come by callback alone.
    /// </summary>
    bool CanLook => false;

    /// <summary>
    /// Whether outcomes come after the answer to the placing: by callback, or by <see cref="LookAsync"/>.
    /// </summary>
    bool TellsLater => false;

    /// <summary>What start_url has to answer for the gateway to play it.</summary>
    CallScript Plays => CallScript.VoiceXml;

    /// <summary>
    /// How long after its placing a call is over at the latest. An attempt without an outcome then ends as unknown.
    /// </summary>
    Duration LongestCall => Duration.FromHours(4);

    /// <summary>Places a call, or says why it did not.</summary>
    /// <exception cref="ArgumentException">This call cannot be placed, and nothing was sent: it has failed.</exception>
    /// <exception cref="OptionsValidationException">
    /// No call can be placed, and nothing was sent: as <see cref="GatewayAnswer.NotPlaced"/>.
    /// </exception>
    /// <exception cref="Exception">
    /// Nobody knows whether the call was placed: it is open until somebody tells.
    /// </exception>
    Task<GatewayAnswer> PlaceAsync(DialRequest request, CancellationToken ct);

    /// <summary>What the gateway knows of a call that is open, or null when it cannot tell just now.</summary>
    Task<GatewayAnswer?> LookAsync(OpenCall call, CancellationToken ct) => Task.FromResult<GatewayAnswer?>(null);

    /// <summary>What a callback to an address of ours says.</summary>
    CallbackWord Read(Callback callback) => new CallbackWord.Forged();

    /// <summary>
    /// Asks the gateway to end an open call. False when it cannot; the call's outcome comes as any other.
    /// </summary>
    Task<bool> TryHangUpAsync(OpenCall call, CancellationToken ct) => Task.FromResult(false);
}

/// <summary>The languages that calls are written in.</summary>
public enum CallScript
{
    VoiceXml,
    Twiml,
}

/// <summary>What a gateway needs to know to place a call.</summary>
/// <param name="Key">Names this attempt for ever: campaign, position and number of the attempt.</param>
/// <param name="CallId">The id the call got when it was accepted.</param>
/// <param name="Number">The number to dial, with its post-dial digits.</param>
/// <param name="CallerId">
/// What to show: ten digits of North America, or + and a number elsewhere; null for nothing.
/// </param>
/// <param name="Variables">What start_url is to be told, in order.</param>
public sealed record DialRequest(
    AttemptKey Key,
    int CallId,
    PhoneNumber Number,
    string? CallerId,
    Uri StartUrl,
    IReadOnlyList<KeyValuePair<string, string>> Variables,
    Instant At);

/// <summary>A call whose outcome is not known yet.</summary>
/// <param name="Reference">The gateway's name for the call; null when its answer to the placing was lost.</param>
/// <param name="DialedAt">The instant the gateway was asked.</param>
public sealed record OpenCall(
    AttemptKey Key, string? Reference, PhoneNumber Number, string? CallerId, Instant DialedAt);

/// <summary>What a gateway says of a call.</summary>
public abstract record GatewayAnswer
{
    private GatewayAnswer()
    {
    }

    /// <summary>The attempt is over, or when it will be is known.</summary>
    public sealed record Ended(Placement Outcome) : GatewayAnswer;

    /// <summary>The call is on its way; its outcome comes later.</summary>
    /// <param name="Reference">The gateway's name for the call.</param>
    public sealed record Placed(string? Reference) : GatewayAnswer;

    /// <summary>
    /// The gateway took no call, and would take none just now: the attempt is not spent, and its campaign waits.
    /// </summary>
    /// <param name="Reason">What an operator should know; it names no number and no secret.</param>
    /// <param name="Wait">How long it asks to be left alone, or null.</param>
    public sealed record NotPlaced(string Reason, Duration? Wait = null) : GatewayAnswer;
}

/// <summary>A request to an address that <see cref="Callbacks"/> made.</summary>
/// <param name="Address">As the gateway called it.</param>
public sealed record Callback(Uri Address, RequestFields Fields, IHeaderDictionary Headers);

/// <summary>What a callback says.</summary>
public abstract record CallbackWord
{
    private CallbackWord()
    {
    }

    /// <summary>The attempt is over.</summary>
    public sealed record Over(Placement Outcome) : CallbackWord;

    /// <summary>The call goes on.</summary>
    public sealed record GoesOn : CallbackWord;

    /// <summary>The gateway has not sent it.</summary>
    public sealed record Forged : CallbackWord;
}

/// <summary>What came of a call.</summary>
/// <param name="Completed">Answered, and its application ran.</param>
/// <param name="EndsAt">When the call was, or will be, over.</param>
/// <param name="DurationSeconds">From answer to hang-up; 0 when nobody answered.</param>
/// <param name="Note">What an operator should know, or null.</param>
/// <param name="Transfers">Transfers out of the call; there may be several.</param>
/// <param name="TransferSeconds">How long they took together, within the call's duration.</param>
public sealed record Placement(
    bool Completed, CalleeType CalleeType, Instant EndsAt, int DurationSeconds, string? Note, int Transfers = 0,
    int TransferSeconds = 0)
{
    /// <summary>Nobody knows whether it rang, or how it ended; it is not tried again.</summary>
    public static Placement Unknown(Instant at, string reason) =>
        new(false, CalleeType.Unknown, at, 0, $"unknown: {reason}");
}
