using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Plum.Core.PhoneLists;

namespace Plum.Functions.WebServices;

/// <summary>The same content as one flat JSON object, for clients that ask for it.</summary>
internal sealed class JsonAnswer(IBufferWriter<byte> output) : AnswerWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Utf8JsonWriter _json = new(output, Options);

    public override void Begin(string service, string status, IEnumerable<(string Name, long Value)> attributes)
    {
        _json.WriteStartObject();
        _json.WriteString("status", status);
        foreach (var (name, value) in attributes)
        {
            _json.WriteNumber(name, value);
        }
    }

    public override void Echo(string variable, string value) => _json.WriteString(variable, value);

    public override void Errors(IEnumerable<string> sentences)
    {
        _json.WriteStartArray("errors");
        foreach (var sentence in sentences)
        {
            _json.WriteStringValue(sentence);
        }

        _json.WriteEndArray();
    }

    public override void BadRows(IEnumerable<BadRow> rows)
    {
        _json.WriteStartArray("rejected");
        foreach (var row in rows)
        {
            _json.WriteStartObject();
            _json.WriteNumber("line", row.Line);
            _json.WriteString("value", row.Value);
            _json.WriteString("reason", row.Reason);
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
    }

    public override void BeginCalls() => _json.WriteStartArray("calls");

    public override void Call(int callId, CallEntry call)
    {
        _json.WriteStartObject();
        _json.WriteNumber("call_id", callId);
        _json.WriteString("phone_number", call.PhoneNumber);
        _json.WriteString("message_reference", call.MessageReference);
        _json.WriteEndObject();
    }

    public override void EndCalls() => _json.WriteEndArray();

    public override void End() => _json.WriteEndObject();

    public override void Flush() => _json.Flush();

    public override void Dispose() => _json.Dispose();
}
