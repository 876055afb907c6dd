using System.Buffers;
using System.Globalization;
using System.Text;
using Plum.Functions.WebServices;

namespace Plum.Functions.VoiceTrends;

/// <summary>The same content as XML, without a blank either.</summary>
internal static class TrendsXml
{
    public static void Write(IBufferWriter<byte> output, IEnumerable<TrendsMember> members)
    {
        output.Write("<?xml version=\"1.0\"?><result>"u8);
        foreach (var member in members)
        {
            Raw(output, $"<{member.Name}>");
            Content(output, member);
            Raw(output, $"</{member.Name}>");
        }

        output.Write("</result>"u8);
    }

    private static void Content(IBufferWriter<byte> output, TrendsMember member)
    {
        if (member is TrendsMember.Text text)
        {
            XmlText.Write(output, text.Value);
        }
        else if (member is TrendsMember.Series series)
        {
            foreach (var (start, value) in series.Values)
            {
                Raw(output, string.Create(CultureInfo.InvariantCulture, $"<item timestamp=\"{start}\">{value}</item>"));
            }
        }
    }

    // Names and numbers are ours.
    private static void Raw(IBufferWriter<byte> output, string text) => Encoding.UTF8.GetBytes(text, output);
}
