using System.Text;
using Plum.Functions.Shared.Outbound;
using Xunit;

namespace Plum.Functions.Tests.Shared.Outbound;

public sealed class VoiceXmlTests
{
    [Theory]
    [InlineData("""<vxml version="2.0"/>""")]
    [InlineData("""<?xml version="1.0"?> <!-- x --> <vxml version="2.1" xmlns="http://www.w3.org/2001/vxml"><form><block>Hi</block></form></vxml>""")]
    [InlineData("""<?xml version="1.0" encoding="ISO-8859-1"?><!DOCTYPE vxml PUBLIC "-//W3C//DTD VOICEXML 2.1//EN" "http://www.w3.org/TR/voicexml21/vxml.dtd"><vxml version='2.1'/>""")]
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
    [InlineData("""<vxml version="2.0" xmlns="http://example.com/"/>""", "has a vxml element of the foreign namespace 'http://example.com/'")]
    [InlineData("""<!DOCTYPE vxml [<!ENTITY x SYSTEM "file:///etc/passwd">]><vxml version="2.0">&x;</vxml>""", "is not well-formed XML (line 1, column 79)")]
    public void IsDocument_SaysWhatIsWrong(string body, string expected)
    {
        Assert.False(VoiceXml.IsDocument(Encoding.UTF8.GetBytes(body), out var reason));
        Assert.Equal(expected, reason);
    }
}
