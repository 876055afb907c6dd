using System.Xml;

namespace Plum.Functions.Shared.Outbound;

/// <summary>Whether an answer is something that Twilio, and those who speak its interface, could run.</summary>
public static class Twiml
{
    /// <summary>
    /// Whether <paramref name="body"/> is a well-formed document of TwiML, and if not, why, in words to follow "The
    /// answer".
    /// </summary>
    /// <param name="contentType">The Content-Type it came with, which may name its encoding.</param>
    public static bool IsDocument(ReadOnlyMemory<byte> body, out string? reason, string? contentType = null)
    {
        reason = XmlAnswer.FaultIn(body, contentType, RootFault);
        return reason is null;
    }

    private static string? RootFault(XmlReader xml) => xml.LocalName switch
    {
        "Response" => null,
        "vxml" => "is VoiceXML",
        var name => $"is not TwiML: its root element is '{name}'",
    };
}
