using System.Net;
using System.Text.RegularExpressions;
using System.Xml;

namespace Plum.Functions.Gateways;

/// <summary>What queuecall answered.</summary>
/// <param name="CallId">The server's name for the call, or null when it has not said it.</param>
/// <param name="Errors">Why nothing was queued, in the server's words.</param>
internal sealed partial record QueueCallAnswer(bool IsQueued, string? CallId, IReadOnlyList<string> Errors)
{
    private static readonly XmlReaderSettings Settings =
        new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };

    /// <summary>
    /// Only the root has to be well-formed: old servers repeat variables, ampersands and all, as they were sent.
    /// </summary>
    /// <exception cref="Exception">This is no answer of queuecall.</exception>
    public static QueueCallAnswer Read(string text)
    {
        // PHP scripts begin with blank lines at times
        using var lines = new StringReader(text.TrimStart('\uFEFF', ' ', '\t', '\r', '\n'));
        using var xml = XmlReader.Create(lines, Settings);
        xml.MoveToContent();
        return (xml.LocalName, xml.GetAttribute("status")) switch
        {
            ("queuecall", "queued") => new(true, xml.GetAttribute("call_id"), []),
            ("queuecall", "failed") => new(
                false, null, [.. Error().Matches(text).Select(error => WebUtility.HtmlDecode(error.Groups[1].Value))]),
            _ => throw new InvalidDataException("The gateway answered XML that is none of queuecall."),
        };
    }

    [GeneratedRegex("<error>([^<]*)</error>")]
    private static partial Regex Error();
}
