using System.Text;
using System.Xml;

namespace Plum.Functions.Shared.Outbound;

/// <summary>Whether an answer is something the telephone platform could run.</summary>
public static class VoiceXml
{
    private static readonly XmlReaderSettings Settings = new()
    {
        // Documents may name the VoiceXML DTD; it is neither fetched nor expanded.
        DtdProcessing = DtdProcessing.Ignore,
        XmlResolver = null,
        MaxCharactersInDocument = 4 << 20,
    };

    /// <summary>
    /// Whether <paramref name="body"/> is a well-formed document of VoiceXML 2.0 or 2.1, and if not, why, in words to follow "The answer".
    /// </summary>
    /// <param name="contentType">The Content-Type it came with, which may name its encoding.</param>
    public static bool IsDocument(ReadOnlyMemory<byte> body, out string? reason, string? contentType = null)
    {
        reason = body.IsEmpty ? "is empty" : Fault(body, contentType);
        return reason is null;
    }

    private static string? Fault(ReadOnlyMemory<byte> body, string? contentType)
    {
        string? fault = null;
        foreach (var encoding in XmlEncoding.Candidates(body.Span, contentType))
        {
            fault = FaultIn(body, encoding);
            if (fault is null)
            {
                return null;
            }
        }

        return fault;
    }

    private static string? FaultIn(ReadOnlyMemory<byte> body, string encoding)
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
            return Fault(text);
        }
        catch (DecoderFallbackException)
        {
            return foreign;
        }
    }

    private static string? Fault(TextReader text)
    {
        try
        {
            using var xml = XmlReader.Create(text, Settings);
            xml.MoveToContent();
            var fault = RootFault(xml);
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

    private static string? RootFault(XmlReader xml) => (xml.LocalName, xml.GetAttribute("version")) switch
    {
        ("vxml", "2.0" or "2.1") when xml.NamespaceURI is "" or "http://www.w3.org/2001/vxml" => null,
        ("vxml", "2.0" or "2.1") => $"has a vxml element of the foreign namespace '{xml.NamespaceURI}'",
        ("vxml", null) => "has a vxml element without a version; 2.0 or 2.1 is needed",
        ("vxml", var version) => $"is VoiceXML version '{version}'; 2.0 or 2.1 is needed",
        var (name, _) => $"is not VoiceXML: its root element is '{name}'",
    };
}
