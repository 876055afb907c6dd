using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Plum.Core.PhoneLists;

namespace Plum.Functions.WebServices;

/// <summary>
/// The documented answer: no encoding in the declaration, attributes on the root, four blanks before each element.
/// </summary>
internal sealed class XmlAnswer(IBufferWriter<byte> output) : AnswerWriter
{
    private string _service = "";

    public override void Begin(string service, string status, IEnumerable<(string Name, long Value)> attributes)
    {
        _service = service;
        output.Write("<?xml version=\"1.0\"?>\n<"u8);
        WriteName(service);
        Attribute(" status=\""u8, status);
        foreach (var (name, value) in attributes)
        {
            output.Write(" "u8);
            WriteName(name);
            output.Write("=\""u8);
            WriteNumber(value);
            output.Write("\""u8);
        }

        output.Write(">\n"u8);
    }

    public override void Echo(string variable, string value) => Element(variable, value);

    public override void Errors(IEnumerable<string> sentences)
    {
        foreach (var sentence in sentences)
        {
            Element("error", sentence);
        }
    }

    public override void BadRows(IEnumerable<BadRow> rows)
    {
        foreach (var row in rows)
        {
            output.Write("    <rejected line=\""u8);
            WriteNumber(row.Line);
            Attribute("\" value=\""u8, row.Value);
            Attribute(" reason=\""u8, row.Reason);
            output.Write("/>\n"u8);
        }
    }

    public override void BeginCalls()
    {
    }

    public override void Call(int callId, CallEntry call)
    {
        output.Write("    <call call_id=\""u8);
        WriteNumber(callId);
        Attribute("\" phone_number=\""u8, call.PhoneNumber);
        Attribute(" message_reference=\""u8, call.MessageReference);
        output.Write("/>\n"u8);
    }

    public override void EndCalls()
    {
    }

    public override void End()
    {
        output.Write("</"u8);
        WriteName(_service);
        output.Write(">\n"u8);
    }

    public override void Flush()
    {
    }

    public override void Dispose()
    {
    }

    private void Element(string name, string text)
    {
        output.Write("    <"u8);
        WriteName(name);
        output.Write(">"u8);
        XmlText.Write(output, text);
        output.Write("</"u8);
        WriteName(name);
        output.Write(">\n"u8);
    }

    private void Attribute(ReadOnlySpan<byte> opening, string value)
    {
        output.Write(opening);
        XmlText.Write(output, value);
        output.Write("\""u8);
    }

    // Names are ours: services, attributes, variables of the documents.
    private void WriteName(string name) => output.Advance(Encoding.UTF8.GetBytes(name, output.GetSpan(name.Length)));

    private void WriteNumber(long number)
    {
        _ = Utf8Formatter.TryFormat(number, output.GetSpan(20), out var written);
        output.Advance(written);
    }
}
