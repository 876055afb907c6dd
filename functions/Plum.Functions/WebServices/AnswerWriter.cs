using System.Buffers;
using Plum.Core.PhoneLists;

namespace Plum.Functions.WebServices;

/// <summary>
/// Writes the answer of a web service piece by piece, in this order: attributes, variables, errors or bad rows, calls.
/// </summary>
internal abstract class AnswerWriter : IDisposable
{
    /// <param name="service">queuecall or queuecalls.</param>
    /// <param name="status">queued or failed.</param>
    public abstract void Begin(string service, string status, IEnumerable<(string Name, long Value)> attributes);

    /// <summary>A variable as the request sent it.</summary>
    public abstract void Echo(string variable, string value);

    public abstract void Errors(IEnumerable<string> sentences);

    public abstract void BadRows(IEnumerable<BadRow> rows);

    public abstract void BeginCalls();

    public abstract void Call(int callId, CallEntry call);

    public abstract void EndCalls();

    public abstract void End();

    /// <summary>Passes on what is still held back; needed before the output itself is flushed.</summary>
    public abstract void Flush();

    public abstract void Dispose();

    public static AnswerWriter Create(AnswerFormat format, IBufferWriter<byte> output) =>
        format == AnswerFormat.Json ? new JsonAnswer(output) : new XmlAnswer(output);
}
