using Plum.Core.Validation;
using Xunit;

namespace Plum.Core.Tests.Validation;

public sealed class OutboundUrlTests
{
    [Theory]
    [InlineData("http://charles.plumgroup.com/~schan/src/charles/vxml/start.php")]
    [InlineData("https://example.com")]
    [InlineData("HTTPS://EXAMPLE.COM:8443/a?b=c#d")]
    [InlineData("http://münchen.example/grüße")]
    [InlineData("http://[2606:4700::1111]/")]
    [InlineData("http://10.0.0.1/")] // addresses are judged when they are called
    public void TryParse_TakesWhatCanBeCalled(string text)
    {
        Assert.True(OutboundUrl.TryParse(text, out var url, out var reason), reason);
        Assert.True(url.IsAbsoluteUri);
    }

    [Theory]
    [InlineData(null, "is empty")]
    [InlineData("  ", "is empty")]
    [InlineData("start.php", "is not an absolute URL such as https://example.com/start")]
    [InlineData("/start.php", "is not an absolute URL such as https://example.com/start")]
    [InlineData("example.com/start.php", "is not an absolute URL such as https://example.com/start")]
    [InlineData("http://", "is not an absolute URL such as https://example.com/start")]
    [InlineData("http://exa mple.com/", "has a blank or control character in it")]
    [InlineData("http://example.com/\r\nX: y", "has a blank or control character in it")]
    [InlineData("ftp://example.com/x", "begins with ftp:, and only http and https are called")]
    [InlineData("file:///etc/passwd", "begins with file:, and only http and https are called")]
    [InlineData("javascript:alert(1)", "begins with javascript:, and only http and https are called")]
    [InlineData("http://user@example.com/", "carries a user name or password, which URLs must not")]
    [InlineData("http://user:pw@example.com/", "carries a user name or password, which URLs must not")]
    public void TryParse_SaysWhatIsWrong(string? text, string expected)
    {
        Assert.False(OutboundUrl.TryParse(text, out _, out var reason));
        Assert.Equal(expected, reason);
    }

    [Fact]
    public void TryParse_Takes255Characters()
    {
        var longest = "http://example.com/" + new string('a', OutboundUrl.MaxLength - 19);

        Assert.True(OutboundUrl.TryParse(longest, out _, out _));
        Assert.False(OutboundUrl.TryParse(longest + "a", out _, out var reason));
        Assert.Equal("has 256 characters; at most 255 are allowed", reason);
    }
}
