using Plum.Core.Calls;
using Plum.Core.PhoneLists;
using Xunit;

namespace Plum.Core.Tests.Calls;

public sealed class CallerIdTests
{
    [Theory]
    [InlineData("tel:+16177123000;ani=8005551234", "6175550100", "8005551234", null)]
    [InlineData("tel:+16177123000;ani=8005551234", null, "8005551234", null)]
    [InlineData("tel:+16177123000", "6175550100", "6175550100", null)]
    [InlineData("16177123000", null, null, null)]
    [InlineData(
        "tel:+16177123000;ani=18005551234",
        "6175550100",
        "6175550100",
        "ani '18005551234' is not 10 digits; the account's, 6175550100, was shown")]
    [InlineData("tel:+16177123000;ani=anon", null, null, "ani 'anon' is not 10 digits; no caller id was shown")]
    public void Of_ShowsTheAniOrElseTheAccounts_AndTellsWhenTheAniWillNotDo(
        string number, string? ofAccount, string? shown, string? note)
    {
        Assert.True(PhoneNumber.TryParse(number, out var parsed, out _));

        Assert.Equal(new CallerId(shown, note), CallerId.Of(parsed, null, ofAccount));
    }

    [Theory]
    [InlineData("tel:+16177123000;ani=8005551234", "8005551234", null)]
    [InlineData("tel:+16177123000", "2125550100", null)]
    [InlineData(
        "tel:+16177123000;ani=anon",
        "2125550100",
        "ani 'anon' is not 10 digits; the campaign's, 2125550100, was shown")]
    public void CallsOwn_GoesBeforeTheCampaigns_AndThatBeforeTheAccounts(string number, string shown, string? note)
    {
        Assert.True(PhoneNumber.TryParse(number, out var parsed, out _));

        Assert.Equal(new CallerId(shown, note), CallerId.Of(parsed, "2125550100", "6175550100"));
    }
}
