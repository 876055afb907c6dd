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
    public static bool IsDocument(ReadOnlyMemory<byte> body, out string? reason)
    {
        reason = body.IsEmpty ? "is empty" : Fault(body);
        return reason is null;
    }

    private static string? Fault(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var stream = new MemoryStream(body.ToArray(), writable: false);
            using var xml = XmlReader.Create(stream, Settings);
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
