using Plum.Core.PhoneLists;
using Xunit;

namespace Plum.Core.Tests.PhoneLists;

/// <summary>Calls are found on the bytes of their page as they would be by reading each.</summary>
public sealed class CallSearchTests
{
    private static readonly CallPage Page = PageOf(
        new("6175550123", "a"),
        new("tel:+16175550123;ani=8005550000", ""),
        new("+442079460018", "ä"),
        new("(617) 555-0124", "a"));

    [Theory]
    [InlineData("+1 617 555 0123", null, new[] { 0, 1 })]
    [InlineData("16175550124;postd=12", null, new[] { 3 })]
    [InlineData("+44 20 7946 0018", "ä", new[] { 2 })]
    [InlineData(null, "a", new[] { 0, 3 })]
    [InlineData(null, "shared", new[] { 1 })]
    [InlineData("6175550123", "a", new[] { 0 })]
    [InlineData(null, "A", new int[0])]
    [InlineData("6175550000", null, new int[0])]
    public void Calls_AreFound_ByNumberAndByReference(string? number, string? reference, int[] found) =>
        Assert.Equal(found, Page.Find(CallSearch.Of(number, reference, out _)!, "shared"u8));

    [Fact]
    public void NumberThatIsNone_IsRefusedInWords()
    {
        Assert.Null(CallSearch.Of("12", null, out var reason));
        Assert.Equal("has 2 digits; 10 or 11 are needed", reason);
    }

    private static CallPage PageOf(params CallEntry[] calls)
    {
        var writer = new CallPageWriter();
        Assert.All(calls, call => Assert.True(writer.TryAdd(call, out _)));
        return new(writer.Take());
    }
}
