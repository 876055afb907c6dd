using System.Xml;

namespace Plum.Functions.Gateways;

/// <summary>What queuecall answered.</summary>
/// <param name="CallId">The server's name for the call, or null when it has not said it.</param>
/// <param name="Errors">Why nothing was queued, in the server's words.</param>
internal sealed record QueueCallAnswer(bool IsQueued, string? CallId, IReadOnlyList<string> Errors)
{
    private static readonly XmlReaderSettings Settings = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };

    /// <summary>Reads as much as says it: old servers repeat variables, ampersands and all, as they were sent.</summary>
    /// <exception cref="Exception">This is no answer of queuecall.</exception>
    public static QueueCallAnswer Read(string text)
    {
        using var lines = new StringReader(text.TrimStart('\uFEFF', ' ', '\t', '\r', '\n')); // PHP scripts begin with blank lines at times
        using var xml = XmlReader.Create(lines, Settings);
        xml.MoveToContent();
        return (xml.LocalName, xml.GetAttribute("status")) switch
        {
            ("queuecall", "queued") => new(true, xml.GetAttribute("call_id"), []),
            ("queuecall", "failed") => new(false, null, ErrorsIn(xml)),
            _ => throw new InvalidDataException("The gateway answered XML that is none of queuecall."),
        };
    }

    private static List<string> ErrorsIn(XmlReader xml)
    {
        var errors = new List<string>();
        try
        {
            while (!xml.EOF)
            {
                if (xml is { NodeType: XmlNodeType.Element, LocalName: "error" })
                {
                    errors.Add(xml.ReadElementContentAsString());
                }
                else
                {
                    xml.Read();
                }
            }
        }
        catch (XmlException)
        {
            // What came before it counts.
        }

        return errors;
    }
}
