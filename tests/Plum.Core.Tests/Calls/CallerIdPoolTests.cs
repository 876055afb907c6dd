using FsCheck;
using FsCheck.Fluent;
using Plum.Core.Calls;
using Plum.Core.PhoneLists;
using Plum.Core.Tests.Validation;
using Xunit;

namespace Plum.Core.Tests.Calls;

public sealed class CallerIdPoolTests
{
    private static readonly string[] Cities = ["6175550100", "2125550100", "4155550100", "2125550101"];

    [Fact]
    public void Rotation_ShowsEachNumberEquallyOften() => Prop.ForAll<PositiveInt, PositiveInt>((size, calls) =>
    {
        var pool = Enumerable.Range(0, size.Get).Select(i => $"{6_175_550_000 + i}").ToArray();
        var shown = Enumerable.Range(0, calls.Get)
            .CountBy(position => CallerIdPool.Choose(pool, CallerIdChoice.Rotate, Number("16175550123"), position)!)
            .ToDictionary();
        var counts = pool.Select(number => shown.GetValueOrDefault(number));
        return counts.Max() - counts.Min() <= 1 && counts.Sum() == calls.Get;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Choice_IsOneOfThePool_AndTheSameEachTime() => Prop.ForAll<NonNegativeInt, bool>((position, match) =>
    {
        var choice = match ? CallerIdChoice.Match : CallerIdChoice.Rotate;
        var called = Number($"1{2 + (position.Get % 8)}{position.Get % 100:D2}5550123");
        var shown = CallerIdPool.Choose(Cities, choice, called, position.Get);
        return Cities.Contains(shown) && shown == CallerIdPool.Choose(Cities, choice, called, position.Get);
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("12125559999", "2125550100", "2125550101")] // its area code
    [InlineData("14155559999", "4155550100")]
    [InlineData("18575559999", "6175550100")] // Boston, as 617 is
    [InlineData("19175559999", "2125550100", "2125550101")] // New York
    [InlineData("12025559999", "6175550100", "2125550100", "4155550100", "2125550101")] // nobody near
    [InlineData("18005559999", "6175550100", "2125550100", "4155550100", "2125550101")] // nowhere
    [InlineData("+442071838750", "6175550100", "2125550100", "4155550100", "2125550101")]
    public void Match_RotatesAmongThoseOfTheCalledArea(string called, params string[] shown) => Assert.Equal(
        Enumerable.Range(0, 12).Select(i => shown[i % shown.Length]),
        Enumerable.Range(0, 12).Select(i => CallerIdPool.Choose(Cities, CallerIdChoice.Match, Number(called), i)));

    [Theory]
    [InlineData("+442071838751", "+442071838750")] // London
    [InlineData("+441619980000", "+441619980001")] // Manchester
    [InlineData("+441132220000", "+442071838750", "+441619980001")] // Leeds: of the same country, in turn
    [InlineData("+447400123456", "+442071838750", "+441619980001")] // a mobile has no area
    [InlineData("+493012345678", "+493099999999")] // Berlin
    [InlineData("+4989123456", "+493099999999")]
    [InlineData("+14165550000", "6175550100")] // Toronto: North America is one country to the telephone
    [InlineData("+33123456789", "+442071838750", "+441619980001", "+493099999999", "6175550100")] // nobody near
    public void Match_AbroadIsOfTheAreaCode_ElseOfTheCountry(string called, params string[] shown)
    {
        string[] pool = ["+442071838750", "+441619980001", "+493099999999", "6175550100"];
        Assert.Equal(
            Enumerable.Range(0, 12).Select(i => shown[i % shown.Length]),
            Enumerable.Range(0, 12).Select(i => CallerIdPool.Choose(pool, CallerIdChoice.Match, Number(called), i)));
    }

    [Fact]
    public void EmptyPool_ShowsNothing()
    {
        Assert.Null(CallerIdPool.Choose(null, CallerIdChoice.Rotate, Number("16175550123"), 7));
        Assert.Null(CallerIdPool.Choose([], CallerIdChoice.Match, Number("16175550123"), 7));
    }

    [Theory]
    [InlineData("6175550100", "6175550100")]
    [InlineData("6175550100, 2125550100", "6175550100", "2125550100")]
    [InlineData("""["6175550100","2125550100"]""", "6175550100", "2125550100")]
    [InlineData("[6175550100]", "6175550100")]
    [InlineData("+44 20 7183 8750,+1 617 555 0100", "+442071838750", "6175550100")]
    [InlineData("6175550100,2125550100,+16175550100", "6175550100", "2125550100")]
    public void Field_TakesOneOrSeveral(string sent, params string[] read)
    {
        var fields = Sent.Form(("caller_ids", sent));

        Assert.Equal(read, CallerIdPool.Read(fields, "caller_ids").Value);
        Assert.True(fields.Errors.None);
    }

    [Theory]
    [InlineData("6175550100,", "The caller id '' must be 10 digits, or begin with + and its country.")]
    [InlineData("442071838750", "The caller id '442071838750' must be 10 digits, or begin with + and its country.")]
    [InlineData("+4420718387", "The caller id '+4420718387' must be 10 digits, or begin with + and its country.")]
    [InlineData("""["6175550100",{}]""", "The caller ids must be a string.")]
    public void Field_ThatWillNotDo_SaysWhy(string sent, string fault)
    {
        var fields = Sent.Form(("caller_ids", sent));
        CallerIdPool.Read(fields, "caller_ids");

        Assert.Equal([$"caller_ids: {fault}"], fields.Errors.Lines());
    }

    [Fact]
    public void Field_WithoutValue_TakesThemAway()
    {
        Assert.Null(CallerIdPool.Read(Sent.Form(("caller_ids", "")), "caller_ids").Or(Cities));
        Assert.Equal(Cities, CallerIdPool.Read(Sent.Form(), "caller_ids").Or(Cities));
    }

    private static PhoneNumber Number(string text)
    {
        Assert.True(PhoneNumber.TryParse(text, out var number, out _));
        return number;
    }
}
