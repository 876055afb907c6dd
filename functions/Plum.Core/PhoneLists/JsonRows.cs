using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Plum.Core.PhoneLists;

/// <summary>The rows of a list sent as a JSON array.</summary>
internal sealed class JsonRows(PhoneListIntake intake, ReadOnlyMemory<byte> json)
{
    private const string NotAnArray = "The phone numbers are not a JSON array of strings";

    private JsonReaderState _state;
    private int _consumed;
    private long _element;
    private bool _begun;

    /// <summary>Reads elements until a page is full. False when the array has ended or cannot be read.</summary>
    public bool Take()
    {
        var reader = new Utf8JsonReader(json.Span[_consumed..], isFinalBlock: true, _state);
        try
        {
            var more = _begun || Begin(ref reader);
            while (more && !intake.PageIsFull && !intake.IsStopped)
            {
                more = TakeElement(ref reader);
            }

            _consumed += (int)reader.BytesConsumed;
            _state = reader.CurrentState;
            return more;
        }
        catch (JsonException e)
        {
            intake.Stop(FormattableString.Invariant(
                $"{NotAnArray}: it breaks off or goes wrong at element {_element + 1}, byte {_consumed + (e.BytePositionInLine ?? 0)}."));
            return false;
        }
    }

    private bool Begin(ref Utf8JsonReader reader)
    {
        _begun = reader.Read() && reader.TokenType == JsonTokenType.StartArray;
        if (!_begun)
        {
            intake.Stop(NotAnArray + ".");
        }

        return _begun;
    }

    private bool TakeElement(ref Utf8JsonReader reader)
    {
        _ = reader.Read();
        if (reader.TokenType == JsonTokenType.EndArray)
        {
            _ = reader.Read(); // throws when something follows
            return false;
        }

        _element++;
        switch (reader.TokenType)
        {
            case JsonTokenType.Number:
                Take(reader.ValueSpan);
                break;
            case JsonTokenType.String when TryText(ref reader, out var text):
                Take(text);
                break;
            case JsonTokenType.String:
                intake.Reject(_element, reader.ValueSpan, "is not valid UTF-8");
                break;
            default:
                RejectOther(ref reader);
                break;
        }

        return true;
    }

    private static bool TryText(ref Utf8JsonReader reader, out ReadOnlySpan<byte> text)
    {
        text = reader.ValueSpan;
        if (reader.ValueIsEscaped)
        {
            try
            {
                text = Encoding.UTF8.GetBytes(reader.GetString()!);
            }
            catch (InvalidOperationException)
            {
                return false; // half a surrogate pair
            }
        }

        return true;
    }

    private void Take(ReadOnlySpan<byte> text)
    {
        text = Trim(text);
        var comma = text.LastIndexOf((byte)',');
        var number = Trim(comma < 0 ? text : text[..comma]);
        var reference = comma < 0 ? default : Trim(text[(comma + 1)..]);
        if (!PhoneNumberScan.TryScan(number, out _, out var fault))
        {
            intake.Reject(_element, number, fault.Describe(number));
        }
        else if (RowText.Fault(reference, "message_reference", CallEntry.MaxTextLength) is { } reason)
        {
            intake.Reject(_element, reference, reason);
        }
        else
        {
            intake.Row.BeginRow(number);
            intake.Row.WriteValue(reference);
            intake.Accept(_element, number);
        }
    }

    private void RejectOther(ref Utf8JsonReader reader)
    {
        var kind = reader.TokenType switch
        {
            JsonTokenType.StartObject => "an object",
            JsonTokenType.StartArray => "an array",
            _ => Encoding.UTF8.GetString(reader.ValueSpan),
        };
        reader.Skip();
        intake.Reject(_element, Encoding.UTF8.GetBytes(kind), string.Create(CultureInfo.InvariantCulture, $"is not a string or a number"));
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text) => text.Trim(" \t"u8);
}
