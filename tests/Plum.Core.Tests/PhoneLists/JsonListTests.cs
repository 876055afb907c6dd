using System.Text;
using Plum.Core.PhoneLists;
using Xunit;

namespace Plum.Core.Tests.PhoneLists;

public sealed class JsonListTests
{
    [Fact]
    public async Task Read_TakesTheDocumentsOwnArray()
    {
        var list =
            await Read("""["tel:+12223334444; ani=7778889999","tel:+14443332222;ani=9998887777, marchcampaign"]""");

        Assert.Equal(
            ["tel:+12223334444; ani=7778889999||", "tel:+14443332222;ani=9998887777|marchcampaign|"], list.Calls);
        Assert.Equal((2, 0, null), (list.Result.Accepted, list.Result.Rejected, list.Result.Stopped));
    }

    [Fact]
    public async Task Read_TakesNumbersAndEscapes()
    {
        var list = await Read("\uFEFF [ 6177123000 , \"\\u0036177123001,Gr\\u00fc\\u00dfe\", \"6177123002,Grüße\" ] ");

        Assert.Equal(["6177123000||", "6177123001|Grüße|", "6177123002|Grüße|"], list.Calls);
    }

    [Fact]
    public async Task Read_TellsBadElementsByTheirPlace()
    {
        var list = await Read(
            """["6177123000", 5, null, {"a":["6177123000"]}, ["6177123000"], "6177123001,a,b", "6177123002,\ud800", "6177123003,\u0001"]""");

        Assert.Equal(
            [
                new BadRow(2, "5", "has 1 digit; 10 or 11 are needed"),
                new BadRow(3, "null", "is not a string or a number"),
                new BadRow(4, "{…}", "is not a string or a number"),
                new BadRow(5, "[…]", "is not a string or a number"),
                new BadRow(6, "6177123001,a", "has the character ',' where only digits may stand"),
                new BadRow(7, @"6177123002,\ud800", "has half a character (a lone surrogate)"),
                new BadRow(8, "\u0001", "has the control character U+0001 in message_reference"),
            ],
            list.Result.BadRows);
        Assert.Equal(1, list.Result.Accepted);
    }

    [Theory]
    [InlineData("[\"6177123000\",")]
    [InlineData("[\"6177123000\"")]
    [InlineData("[\"6177123000\"] x")]
    [InlineData("[\"6177123000\",]")]
    [InlineData("[6177123000 6177123001]")]
    [InlineData("[tel:6177123000]")]
    public async Task Read_Stops_WhenTheArrayIsNotJson(string text)
    {
        var list = await Read(text);

        Assert.Equal(
            "The JSON array of numbers breaks off or goes wrong at element 1 or behind it.", list.Result.Stopped);
        Assert.Empty(list.Calls);
    }

    [Fact]
    public async Task Read_Stops_WhenAnElementIsEndless()
    {
        var list = await Read("[\"6177123000\",\"" + new string('1', 300_000));

        Assert.Equal("Element 2 is longer than 16,384 bytes.", list.Result.Stopped);
    }

    [Fact]
    public async Task Read_FillsPages_WhenTheArrayIsLong()
    {
        var list = await Read("["
            + string.Join(",\n", Enumerable.Range(0, 20_000).Select(i => $"\"tel:+1{6170000000 + i};ani=7778889999\""))
            + "]");

        Assert.Equal(20_000, list.Result.Accepted);
        Assert.Equal([.. Enumerable.Repeat(256, 78), 32], list.Pages);
    }

    [Fact]
    public async Task Read_AcceptsNothing_WhenTheArrayIsEmpty() =>
        Assert.Equal((0, null), (await Read("[]")).Result is var r ? (r.Accepted, r.Stopped) : default);

    private static Task<ListRead> Read(string text) => ListRead.Of(Encoding.UTF8.GetBytes(text), null);
}
