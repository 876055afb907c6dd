using System.Text;
using Plum.Functions.Shared.Outbound;
using Xunit;

namespace Plum.Functions.Tests.Shared.Outbound;

public sealed class VoiceXmlTests
{
    [Theory]
    [InlineData("""<vxml version="2.0"/>""")]
    [InlineData(
        """<?xml version="1.0"?> <!-- x --> <vxml version="2.1" xmlns="http://www.w3.org/2001/vxml"><form><block>Hi</block></form></vxml>""")]
    [InlineData(
        """<?xml version="1.0" encoding="ISO-8859-1"?><!DOCTYPE vxml PUBLIC "-//W3C//DTD VOICEXML 2.1//EN" "http://www.w3.org/TR/voicexml21/vxml.dtd"><vxml version='2.1'/>""")]
    [InlineData("""<!DOCTYPE vxml [<!ENTITY a "x"><!ENTITY b "&a;&a;&a;">]><vxml version="2.0"/>""")]
    [InlineData("""<v:vxml xmlns:v="http://www.w3.org/2001/vxml" version="2.0"/>""")]
    [InlineData("\uFEFF<vxml version=\"2.0\"></vxml>\r\n")]
    public void IsDocument_TakesVoiceXml(string body)
    {
        Assert.True(VoiceXml.IsDocument(Encoding.UTF8.GetBytes(body), out var reason), reason);
        Assert.Null(reason);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("OK", "is not well-formed XML (line 1, column 1)")]
    [InlineData("""<vxml version="2.0"><form>""", "is not well-formed XML (line 1, column 27)")]
    [InlineData("""<vxml version="2.0"/><vxml/>""", "is not well-formed XML (line 1, column 23)")]
    [InlineData("""<html><body>Log in</body></html>""", "is not VoiceXML: its root element is 'html'")]
    [InlineData("""<VXML version="2.0"/>""", "is not VoiceXML: its root element is 'VXML'")]
    [InlineData("""<vxml/>""", "has a vxml element without a version; 2.0 or 2.1 is needed")]
    [InlineData("""<vxml version="1.0"/>""", "is VoiceXML version '1.0'; 2.0 or 2.1 is needed")]
    [InlineData(
        """<vxml version="2.0" xmlns="http://example.com/"/>""",
        "has a vxml element of the foreign namespace 'http://example.com/'")]
    [InlineData(
        """<!DOCTYPE vxml [<!ENTITY x SYSTEM "file:///etc/passwd">]><vxml version="2.0">&x;</vxml>""",
        "is not well-formed XML (line 1, column 79)")]
    public void IsDocument_SaysWhatIsWrong(string body, string expected)
    {
        Assert.False(VoiceXml.IsDocument(Encoding.UTF8.GetBytes(body), out var reason));
        Assert.Equal(expected, reason);
    }

    [Theory]
    [InlineData("windows-1252", "Für 5 € „bitte“")]
    [InlineData("ISO-8859-1", "Für Sie")]
    [InlineData("iso-8859-2", "Dzień dobry")]
    [InlineData("ISO-8859-15", "Für 5 €")]
    [InlineData("Shift_JIS", "おはようございます")]
    [InlineData("EUC-JP", "おはようございます")]
    [InlineData("utf-8", "おはようございます")]
    [InlineData("UTF8", "おはようございます")]
    [InlineData("utf-16", "おはようございます")]
    public void IsDocument_ReadsTheEncoding_ThatIsDeclaredOrInTheContentType(string name, string text)
    {
        var encoding = CodePagesEncodingProvider.Instance.GetEncoding(name)
            ?? Encoding.GetEncoding(name == "UTF8" ? "utf-8" : name);
        var declared =
            encoding.GetBytes($"<?xml version=\"1.0\" encoding='{name}'?><vxml version=\"2.1\">{text}</vxml>");
        var bare = encoding.GetBytes($"<vxml version=\"2.1\">{text}</vxml>");

        Assert.True(VoiceXml.IsDocument(declared, out var reason), reason);
        Assert.True(VoiceXml.IsDocument(declared, out reason, "text/xml"), reason);
        Assert.True(VoiceXml.IsDocument(bare, out reason, $"application/voicexml+xml; charset=\"{name}\""), reason);
        Assert.True(VoiceXml.IsDocument(bare, out reason, $"text/xml;charset={name}"), reason);
    }

    /// <summary>PHP adds its default_charset to the type of every answer, whatever the script sends.</summary>
    [Fact]
    public void IsDocument_BelievesTheDeclaration_WhenTheContentTypeIsWrong()
    {
        var body = Encoding.Latin1.GetBytes(
            "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><vxml version=\"2.1\">Für Sie</vxml>");

        Assert.True(VoiceXml.IsDocument(body, out var reason, "text/xml; charset=UTF-8"), reason);
    }

    [Theory]
    [InlineData("klingon", null, "is in the encoding 'klingon', which cannot be read here; UTF-8 can")]
    [InlineData(
        null, "text/xml; charset=klingon", "is in the encoding 'klingon', which cannot be read here; UTF-8 can")]
    [InlineData("utf-7", null, "is in the encoding 'utf-7', which cannot be read here; UTF-8 can")]
    [InlineData("utf-8", null, "holds bytes that are not utf-8: declare the encoding it is in, or send UTF-8")]
    [InlineData("utf-16", null, "holds bytes that are not utf-16: declare the encoding it is in, or send UTF-8")]
    [InlineData("shift_jis", null, "holds bytes that are not shift_jis: declare the encoding it is in, or send UTF-8")]
    [InlineData(null, null, "holds bytes that are not utf-8: declare the encoding it is in, or send UTF-8")]
    public void IsDocument_NamesTheEncoding_ThatCannotBeRead(string? declared, string? contentType, string expected)
    {
        var declaration = declared is null ? "" : $"<?xml version=\"1.0\" encoding=\"{declared}\"?>";
        var body = Encoding.Latin1.GetBytes($"{declaration}<vxml version=\"2.1\">Für Sie \u00a0\u00ff</vxml>");

        Assert.False(VoiceXml.IsDocument(body, out var reason, contentType));
        Assert.Equal(expected, reason);
    }
}
