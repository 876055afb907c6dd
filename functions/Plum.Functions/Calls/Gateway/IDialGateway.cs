using NodaTime;
using Plum.Core.Calls;
using Plum.Core.PhoneLists;

namespace Plum.Functions.Calls.Gateway;

/// <summary>Places calls: the seam between this service and a carrier.</summary>
public interface IDialGateway
{
    /// <summary>
    /// Whether asking twice with the same <see cref="DialRequest.Key"/> rings once. Only then is an attempt asked for again after a crash
    /// between asking and recording the answer; elsewhere it ends as unknown.
    /// </summary>
    bool TakesIdempotencyKey { get; }

    /// <summary>Places a call and says what came of it. The call may go on after the answer, until <see cref="Placement.EndsAt"/>.</summary>
    Task<Placement> PlaceAsync(DialRequest request, CancellationToken ct);
}

/// <summary>What a gateway needs to know to place a call.</summary>
/// <param name="Key">Names this attempt for ever: campaign, position and number of the attempt.</param>
/// <param name="CallId">The id the call got when it was accepted.</param>
/// <param name="Number">The number to dial, with its post-dial digits.</param>
/// <param name="CallerId">The ten digits to show, or null for none.</param>
/// <param name="Variables">What start_url is to be told, in order.</param>
public sealed record DialRequest(
    string Key,
    int CallId,
    PhoneNumber Number,
    string? CallerId,
    Uri StartUrl,
    IReadOnlyList<KeyValuePair<string, string>> Variables,
    Instant At);

/// <summary>What came of a call.</summary>
/// <param name="Completed">Answered, and its application ran.</param>
/// <param name="EndsAt">When the call was, or will be, over.</param>
/// <param name="DurationSeconds">From answer to hang-up; 0 when nobody answered.</param>
/// <param name="Note">What an operator should know, or null.</param>
/// <param name="Transfers">Transfers out of the call; there may be several.</param>
/// <param name="TransferSeconds">How long they took together, within the call's duration.</param>
public sealed record Placement(
    bool Completed, CalleeType CalleeType, Instant EndsAt, int DurationSeconds, string? Note, int Transfers = 0, int TransferSeconds = 0);
