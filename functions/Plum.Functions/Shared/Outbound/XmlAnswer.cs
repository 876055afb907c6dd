using System.Text;
using System.Xml;

namespace Plum.Functions.Shared.Outbound;

/// <summary>Reads answers that are to be XML of one kind, in whatever encoding they came.</summary>
internal static class XmlAnswer
{
    private static readonly XmlReaderSettings Settings = new()
    {
        // Documents may name the VoiceXML DTD; it is neither fetched nor expanded.
        DtdProcessing = DtdProcessing.Ignore,
        XmlResolver = null,
        MaxCharactersInDocument = 4 << 20,
    };

    /// <summary>Why a body is no such document, in words to follow "The answer", or null when it is one.</summary>
    /// <param name="contentType">The Content-Type it came with, which may name its encoding.</param>
    /// <param name="rootFault">What is wrong with the root element, where the reader stands.</param>
    public static string? FaultIn(ReadOnlyMemory<byte> body, string? contentType, Func<XmlReader, string?> rootFault) =>
        body.IsEmpty ? "is empty" : Fault(body, contentType, rootFault);

    private static string? Fault(ReadOnlyMemory<byte> body, string? contentType, Func<XmlReader, string?> rootFault)
    {
        string? fault = null;
        foreach (var encoding in XmlEncoding.Candidates(body.Span, contentType))
        {
            fault = FaultIn(encoding, body, rootFault);
            if (fault is null)
            {
                return null;
            }
        }

        return fault;
    }

    private static string? FaultIn(string encoding, ReadOnlyMemory<byte> body, Func<XmlReader, string?> rootFault)
    {
        if (XmlEncoding.Find(encoding) is not { } known)
        {
            return $"is in the encoding '{encoding}', which cannot be read here; UTF-8 can";
        }

        var foreign = $"holds bytes that are not {encoding}: declare the encoding it is in, or send UTF-8";
        if (known.GetByteCount("<") > 1 && body.Span is [(byte)'<', not 0, ..])
        {
            return foreign; // a document in single bytes that is declared as UTF-16
        }

        try
        {
            using var text = new StreamReader(new MemoryStream(body.ToArray(), writable: false), known);
            return Fault(text, rootFault);
        }
        catch (DecoderFallbackException)
        {
            return foreign;
        }
    }

    private static string? Fault(TextReader text, Func<XmlReader, string?> rootFault)
    {
        try
        {
            using var xml = XmlReader.Create(text, Settings);
            xml.MoveToContent();
            var fault = rootFault(xml);
            while (fault is null && xml.Read())
            {
                // A document cut short is no document: read it to its end.
            }

            return fault;
        }
        catch (XmlException e)
        {
            return $"is not well-formed XML (line {e.LineNumber}, column {e.LinePosition})";
        }
    }
}
