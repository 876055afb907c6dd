using System.Text;
using Plum.Core.PhoneLists;
using Xunit;

namespace Plum.Core.Tests.PhoneLists;

public sealed class PhoneNumberTests
{
    [Theory]
    [InlineData("6177123000", "+16177123000")]
    [InlineData("16177123000", "+16177123000")]
    [InlineData("1234567890", "+11234567890")] // a sample of the documents: ten digits, whatever they are
    [InlineData("+16177123000", "+16177123000")]
    [InlineData("+1234567890", "+1234567890")] // a sample too
    [InlineData("tel:6177123000", "+16177123000")]
    [InlineData("tel:12223456547", "+12223456547")]
    [InlineData("TEL: +16177123000", "+16177123000")]
    [InlineData("  +442079460000\t", "+442079460000")]
    [InlineData("+49123456", "+49123456")]
    [InlineData("+491234567890123", "+491234567890123")]
    [InlineData("(617) 712-3000", "+16177123000")]
    [InlineData("617-712-3000", "+16177123000")]
    [InlineData("1.617.712.3000", "+16177123000")]
    [InlineData("+1 (617) 712/3000", "+16177123000")]
    public void TryParse_GivesTheNumberToDial(string text, string dial)
    {
        Assert.True(PhoneNumber.TryParse(text, out var number, out var reason), reason);

        Assert.Equal((dial, null, null, false), (number.Dial, number.Ani, number.Postd, number.AniUsable));
    }

    [Theory]
    [InlineData("tel:+12223334444;ani=7778889999", "7778889999", null)]
    [InlineData("tel:+12223334444; ani=0778889999", "0778889999", null)]
    [InlineData("tel:+12223334444 ;\tani = 7778889999 ", "7778889999", null)]
    [InlineData("12223334444;postd=1234#", null, "1234#")]
    [InlineData("tel:+12223334444;ANI=7778889999;Postd=ww2p*A", "7778889999", "ww2p*A")]
    [InlineData("2223334444;postd=2;ani=7778889999", "7778889999", "2")]
    public void TryParse_GivesTheParameters(string text, string? ani, string? postd)
    {
        Assert.True(PhoneNumber.TryParse(text, out var number, out var reason), reason);

        Assert.Equal(
            ("+12223334444", ani, postd, ani is not null), (number.Dial, number.Ani, number.Postd, number.AniUsable));
    }

    [Theory]
    [InlineData("17778889999")] // the leading 1 the documents warn of
    [InlineData("777888999")]
    [InlineData("+7778889999")]
    [InlineData("anonymous")]
    [InlineData("")]
    public void TryParse_KeepsTheNumber_WhenTheCallerIdIsUnusable(string ani)
    {
        Assert.True(PhoneNumber.TryParse($"tel:+12223334444;ani={ani}", out var number, out _));

        Assert.Equal(("+12223334444", ani, false), (number.Dial, number.Ani, number.AniUsable));
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData(" \t", "is empty")]
    [InlineData("tel:", "has no digits")]
    [InlineData("tel:;ani=7778889999", "has no digits")]
    [InlineData("617712300", "has 9 digits; 10 or 11 are needed")]
    [InlineData("1", "has 1 digit; 10 or 11 are needed")]
    [InlineData("442079460000", "has 12 digits; 10 or 11 are needed")]
    [InlineData("44207946000", "has 11 digits but does not begin with 1; an international number begins with +")]
    [InlineData("+1234567", "has 7 digits; 8 to 15 are needed after +")]
    [InlineData("+1234567890123456", "has 16 digits; 8 to 15 are needed after +")]
    [InlineData("+0234567890", "begins with +0; no country code does")]
    [InlineData("617712300x", "has the character 'x' where only digits may stand")]
    [InlineData("6177123000,ref", "has the character ',' where only digits may stand")]
    [InlineData("61771230+0", "has the character '+' where only digits may stand")]
    [InlineData("617é123000", "has the character 'é' where only digits may stand")]
    [InlineData("617\u0000123000", "has the control character U+0000 where only digits may stand")]
    [InlineData("6177123000;", "has a ';' without a parameter after it")]
    [InlineData("6177123000;=5", "has a ';' without a parameter after it")]
    [InlineData("6177123000;foo=1", "has the unknown parameter 'foo'")]
    [InlineData("6177123000;postd", "has the parameter 'postd' without a value")]
    [InlineData("6177123000;postd= ", "has the parameter 'postd' without a value")]
    [InlineData("6177123000;ani=7778889999;ani=7778889999", "has the parameter 'ani' twice")]
    [InlineData("6177123000;postd=1;POSTD=1", "has the parameter 'POSTD' twice")]
    [InlineData("6177123000;postd=1x", "has the character 'x' in postd; it takes 0-9, *, #, A-D, p and w")]
    [InlineData("6177123000;ani=777\u0007", "has the control character U+0007 in ani")]
    public void TryParse_SaysWhatIsWrong(string text, string expected)
    {
        Assert.False(PhoneNumber.TryParse(text, out _, out var reason));

        Assert.Equal(expected, reason);
    }

    [Fact]
    public void TryParse_RefusesWhatIsLongerThan128Characters()
    {
        var longest = "6177123000;postd=" + new string('1', PhoneNumber.MaxLength - 17);

        Assert.True(PhoneNumber.TryParse(longest, out var number, out _));
        Assert.Equal(111, number.Postd!.Length);
        Assert.False(PhoneNumber.TryParse(longest + "1", out _, out var reason));
        Assert.Equal("is longer than 128 characters", reason);
    }

    [Theory]
    [InlineData("16177123000")]
    [InlineData("tel:+16177123000; ani=5553336666")]
    [InlineData("tel:+16177123000; ani=5553336666; postd=12")]
    public void IsValid_AllocatesNothing_WhenItIs(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        PhoneNumber.IsValid(utf8, out _);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var valid = PhoneNumber.IsValid(utf8, out _);

        Assert.Equal((true, 0), (valid, GC.GetAllocatedBytesForCurrentThread() - before));
    }
}
