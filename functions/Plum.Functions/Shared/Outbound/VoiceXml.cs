using System.Xml;

namespace Plum.Functions.Shared.Outbound;

/// <summary>Whether an answer is something the telephone platform could run.</summary>
public static class VoiceXml
{
    /// <summary>
    /// Whether <paramref name="body"/> is a well-formed document of VoiceXML 2.0 or 2.1, and if not, why, in words to
    /// follow "The answer".
    /// </summary>
    /// <param name="contentType">The Content-Type it came with, which may name its encoding.</param>
    public static bool IsDocument(ReadOnlyMemory<byte> body, out string? reason, string? contentType = null)
    {
        reason = XmlAnswer.FaultIn(body, contentType, RootFault);
        return reason is null;
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
