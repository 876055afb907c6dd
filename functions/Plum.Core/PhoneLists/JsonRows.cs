using System.Text;
using System.Text.Json;

namespace Plum.Core.PhoneLists;

/// <summary>The rows of a list sent as a JSON array, read as it arrives.</summary>
internal sealed class JsonRows(PhoneListIntake intake, Stream json, int maxElementBytes)
{
    private readonly byte[] _buffer = new byte[Math.Max(64 * 1024, 2 * maxElementBytes)];
    private readonly byte[] _room = new byte[PhoneNumber.MaxSent];
    private JsonReaderState _state;
    private int _start;
    private int _end;
    private bool _ended;
    private long _element;

    public async Task ReadAsync(CancellationToken ct)
    {
        await FillAsync(ct);
        _start = _buffer.AsSpan(0, _end).StartsWith("\uFEFF"u8) ? 3 : 0;
        while (TakeBuffered() && !intake.IsStopped)
        {
            if (intake.PageIsFull)
            {
                await intake.PassPageAsync();
            }
            else
            {
                await FillAsync(ct);
            }
        }
    }

    private async ValueTask FillAsync(CancellationToken ct)
    {
        _buffer.AsSpan(_start.._end).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        if (_end == _buffer.Length)
        {
            intake.Stop(
                FormattableString.Invariant($"Element {_element + 1} is longer than {maxElementBytes:N0} bytes."));
            return;
        }

        var read = await json.ReadAsync(_buffer.AsMemory(_end), ct);
        _end += read;
        _ended = read == 0;
    }

    /// <summary>
    /// Takes what is in the buffer, up to a full page. False when the array has ended or cannot be read.
    /// </summary>
    private bool TakeBuffered()
    {
        var reader = new Utf8JsonReader(_buffer.AsSpan(_start.._end), _ended, _state);
        try
        {
            var more = true;
            while (!intake.PageIsFull && !intake.IsStopped && (more = reader.Read()))
            {
                Take(ref reader);
            }

            _start += (int)reader.BytesConsumed;
            _state = reader.CurrentState;
            return more || !_ended;
        }
        catch (JsonException)
        {
            intake.Stop(FormattableString.Invariant(
                $"The JSON array of numbers breaks off or goes wrong at element {Math.Max(1, _element)} or behind it."));
            return false;
        }
    }

    private void Take(ref Utf8JsonReader reader)
    {
        if (reader.CurrentDepth != 1 || reader.TokenType is JsonTokenType.EndArray or JsonTokenType.EndObject)
        {
            return; // the array's own brackets, or the inside of an element that was refused at its beginning
        }

        _element++;
        switch (reader.TokenType)
        {
            case JsonTokenType.Number:
            case JsonTokenType.String when !reader.ValueIsEscaped:
                Take(reader.ValueSpan);
                break;
            case JsonTokenType.String:
                TakeEscaped(ref reader);
                break;
            default:
                intake.Reject(_element, NameOf(ref reader), "is not a string or a number");
                break;
        }
    }

    private void TakeEscaped(ref Utf8JsonReader reader)
    {
        try
        {
            Take(Encoding.UTF8.GetBytes(reader.GetString()!));
        }
        catch (InvalidOperationException)
        {
            intake.Reject(_element, reader.ValueSpan, "has half a character (a lone surrogate)");
        }
    }

    // The reference is what follows the last comma: it cannot contain one (Scheduling and Pacing API, phone_numbers).
    private void Take(ReadOnlySpan<byte> text)
    {
        text = text.Trim(" \t"u8);
        var comma = text.LastIndexOf((byte)',');
        var number = Invisible.Without(comma < 0 ? text : text[..comma], _room);
        var reference = comma < 0 ? default : text[(comma + 1)..].Trim(" \t"u8);
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

    private static ReadOnlySpan<byte> NameOf(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.StartObject => "{…}"u8,
        JsonTokenType.StartArray => "[…]"u8,
        _ => reader.ValueSpan,
    };
}
