using Azure.Data.Tables;
using Plum.Core.Campaigns;

namespace Plum.Functions.Calls.Results;

/// <summary>
/// A result that was not accepted for a day, or never can be as things stand: posted again only when its owner asks.
/// </summary>
/// <param name="Sequence">The <c>X-Plum-Sequence</c> it was posted with.</param>
/// <param name="LastTry">Unix seconds.</param>
public sealed record DeadLetter(
    int CallId,
    long Position,
    string PhoneNumber,
    string MessageReference,
    string Result,
    long Sequence,
    int Tries,
    long LastTry,
    string Error)
{
    internal static DeadLetter Of(DueResult result) => new(
        result.Call.CallId,
        result.Position,
        result.Call.Entry.PhoneNumber,
        result.Call.Entry.MessageReference,
        CallVariables.NameOf(result.Record.State),
        result.Delivery.Sequence,
        result.Delivery.Tries,
        result.Delivery.LastTry,
        result.Delivery.Error ?? "");

    internal TableEntity Write(CampaignKey key) => new(key.Partition, CallRows.DeadLetter(CallId))
    {
        ["CallId"] = CallId,
        ["Position"] = Position,
        ["PhoneNumber"] = PhoneNumber,
        ["MessageReference"] = MessageReference,
        ["Outcome"] = Result,
        ["Sequence"] = Sequence,
        ["Tries"] = Tries,
        ["LastTry"] = LastTry,
        ["Error"] = Error,
    };

    internal static DeadLetter Read(TableEntity row) => new(
        row.GetInt32("CallId")!.Value,
        row.GetInt64("Position")!.Value,
        row.GetString("PhoneNumber"),
        row.GetString("MessageReference"),
        row.GetString("Outcome"),
        row.GetInt64("Sequence")!.Value,
        row.GetInt32("Tries")!.Value,
        row.GetInt64("LastTry")!.Value,
        row.GetString("Error"));
}
