using Plum.Core.PhoneLists;
using Xunit;

namespace Plum.Core.Tests.PhoneLists;

/// <summary>Numbers that would become somebody else's if what is odd about them were dropped.</summary>
public sealed class WrongNumberTests
{
    [Theory]
    // a second ending
    [InlineData("+49 30 123456/7", "has '/' in a place that leaves the number in doubt; write one number, in digits")]
    [InlineData(
        "+44 20 7946 0000/1", "has '/' in a place that leaves the number in doubt; write one number, in digits")]
    [InlineData("+1 617 712 300/1", "has '/' in a place that leaves the number in doubt; write one number, in digits")]
    [InlineData("617 712 300/1", "has '/' in a place that leaves the number in doubt; write one number, in digits")]
    // an extension
    [InlineData("712-3000 123", "has ' ' in a place that leaves the number in doubt; write one number, in digits")]
    [InlineData("617 71 23 000", "has ' ' in a place that leaves the number in doubt; write one number, in digits")]
    [InlineData("617(712)3000", "has '(' in a place that leaves the number in doubt; write one number, in digits")]
    [InlineData("(617 712-3000", "has '(' in a place that leaves the number in doubt; write one number, in digits")]
    [InlineData("617) 712-3000", "has ')' in a place that leaves the number in doubt; write one number, in digits")]
    [InlineData("+49 30 1234(567)", "has '(' in a place that leaves the number in doubt; write one number, in digits")]
    [InlineData("+49 30 1234)567", "has ')' in a place that leaves the number in doubt; write one number, in digits")]
    [InlineData("+49 (30 1234567", "has '(' in a place that leaves the number in doubt; write one number, in digits")]
    [InlineData("+49 30 1234567-", "has '-' in a place that leaves the number in doubt; write one number, in digits")]
    [InlineData("+1 617 712 3000-12", "has 12 digits after +1; numbers there have 10")] // an extension
    [InlineData("+44 20 7946 0000 12", "has 12 digits after +44; numbers there have 7, 9 or 10")]
    [InlineData("+1 617 712 3000 x12", "has the character 'x' where only digits may stand")]
    [InlineData("+442079460000.0", "has a decimal, '.0'; format the spreadsheet's column as text")]
    [InlineData("+49301234567.00", "has a decimal, '.00'; format the spreadsheet's column as text")]
    [InlineData("1617712300.0", "has a decimal, '.0'; format the spreadsheet's column as text")]
    [InlineData("617712300.0", "has a decimal, '.0'; format the spreadsheet's column as text")]
    [InlineData("16177123000.0", "has a decimal, '.0'; format the spreadsheet's column as text")]
    [InlineData("+49 030 1234567", "has a 0 after +49; leave it out, as in calls from abroad")]
    [InlineData("+33012345678", "has a 0 after +33; leave it out, as in calls from abroad")]
    [InlineData("+39 (0)6 12345678", "has (0) after +39; write the digits that are dialed from abroad")]
    [InlineData("+1 (0) 617 712 3000", "has (0) after +1; write the digits that are dialed from abroad")]
    [InlineData(
        "+44 20 (0) 7946 0000", "has '(' in a place that leaves the number in doubt; write one number, in digits")]
    [InlineData("+44 (00) 20 7946 0000", "has a 0 after +44; leave it out, as in calls from abroad")]
    [InlineData("+4420794600001", "has 11 digits after +44; numbers there have 7, 9 or 10")]
    [InlineData("+161771230001", "has 11 digits after +1; numbers there have 10")]
    [InlineData("+161771230", "has 8 digits after +1; numbers there have 10")]
    [InlineData("+1617712300", "has 9 digits after +1; numbers there have 10")]
    [InlineData("+33 1 23 45 67 8", "has 8 digits after +33; numbers there have 9")]
    [InlineData("+49 3012", "has 6 digits; 8 to 15 are needed after +")]
    [InlineData("+430123456", "has a 0 after +43; leave it out, as in calls from abroad")]
    [InlineData("+999 123 4567", "begins with +999; no country code does")]
    [InlineData("+52 1 55 1234 5678", "has 11 digits after +52; numbers there have 10")] // dialed so until 2019
    [InlineData("+7 8 495 123-45-67", "has 11 digits after +7; numbers there have 10 or 14")] // 8 is the trunk prefix
    [InlineData("1.61771E+10", "is in scientific notation: your spreadsheet has rounded it; format the column as text")]
    [InlineData("6.17712e9", "is in scientific notation: your spreadsheet has rounded it; format the column as text")]
    [InlineData("6,17712E+09", "is in scientific notation: your spreadsheet has rounded it; format the column as text")]
    [InlineData(
        "+4.42079E+11", "is in scientific notation: your spreadsheet has rounded it; format the column as text")]
    [InlineData("tel:+12223334445; ani=7778889999, campaign", "has the character ',' in ani")]
    [InlineData("617\u2028123000", "has the character U+2028 where only digits may stand")]
    [InlineData("617\uE000123000", "has the character U+E000 where only digits may stand")]
    [InlineData("617\u206A123000", "has the character U+206A where only digits may stand")]
    public void TryParse_Refuses(string text, string expected)
    {
        Assert.False(PhoneNumber.TryParse(text, out var number, out var reason), number.Dial);

        Assert.Equal(expected, reason);
    }

    [Theory]
    [InlineData("+44 (0)20 7946 0000", "+442079460000")] // Britain writes it so
    [InlineData("+49(0)30/1234567", null)]
    [InlineData("+49 (0) 30 12345-67", "+49301234567")] // a direct line, as Germany writes them
    [InlineData("+49 30 12345-0", "+4930123450")]
    [InlineData("+44 (20) 7946 0000", "+442079460000")]
    [InlineData("+39 06 12345678", "+390612345678")] // Italy dials the zero
    [InlineData("+225 01 23 45 67 89", "+2250123456789")]
    [InlineData("+33 1.23.45.67.00", "+33123456700")]
    [InlineData("+33.123456789", "+33123456789")]
    [InlineData("+1.6177123000", "+16177123000")]
    [InlineData("+1-617-7123000", "+16177123000")]
    [InlineData("617 7123000", "+16177123000")]
    [InlineData("1 (617) 712 - 3000", "+16177123000")]
    [InlineData("617/712-3000", "+16177123000")]
    [InlineData("+80012345678", "+80012345678")]
    [InlineData("+12223334444", "+12223334444")] // no such area code: not asked
    [InlineData("+10123456789", "+10123456789")]
    [InlineData("+1234567890", "+1234567890")]
    public void TryParse_TakesWhatPeopleWrite(string text, string? dial) =>
        Assert.Equal(dial, PhoneNumber.TryParse(text, out var number, out _) ? number.Dial : null);

    [Fact]
    public void TryParse_TakesTheExamplesOfEveryCountry()
    {
        var library = PhoneNumbers.PhoneNumberUtil.GetInstance();
        var refused =
            from region in library.GetSupportedRegions()
            from kind in Enum.GetValues<PhoneNumbers.PhoneNumberType>()
            let example = library.GetExampleNumberForType(region, kind)
            where example is not null && library.IsPossibleNumberWithReason(
                example) == PhoneNumbers.PhoneNumberUtil.ValidationResult.IS_POSSIBLE
            let dial = library.Format(example, PhoneNumbers.PhoneNumberFormat.E164)
            let written = library.Format(example, PhoneNumbers.PhoneNumberFormat.INTERNATIONAL)
            where dial.Length > 8 && !(PhoneNumber.TryParse(written, out var number, out _) && number.Dial == dial)
            select $"{region} {kind}: {written}";

        Assert.Empty(refused);
    }

    [Theory]
    [InlineData("\u00A0617\u00A07123000\u00A0")]
    [InlineData("\u200B6177\u200B123000")]
    [InlineData("\u202A6177123000\u202C")] // copied from a contact on Windows
    [InlineData("\u202D617712\u202E3000")]
    [InlineData("617\u20607123000\uFEFF")]
    [InlineData("tel:\u202A+1\u00A0617\u00A0712\u00A03000")]
    [InlineData("\u200E6177123000\u200F")]
    [InlineData("617\u202F712\u20073000")]
    public void TryParse_IgnoresWhatNobodySees(string text)
    {
        Assert.True(PhoneNumber.TryParse(text, out var number, out var reason), reason);

        Assert.Equal("+16177123000", number.Dial);
    }
}
