using System.Text;
using Plum.Core.PhoneLists;
using Xunit;

namespace Plum.Core.Tests.PhoneLists;

public sealed class PhoneListReaderTests
{
    [Theory]
    [InlineData(2, 0, false, false)]
    [InlineData(2, 1, false, true)]
    [InlineData(2, 1, true, false)]
    [InlineData(0, 1, true, true)] // nothing would be left to queue
    public void List_IsRefusedForBadRows_UnlessOthersRemainAndTheyAreToBeLeftOut(
        long accepted, long rejected, bool skip, bool refused) =>
        Assert.Equal(refused, new PhoneListResult(accepted, rejected, [], []).IsRefused(skip));

    [Fact]
    public async Task Read_TakesTheDocumentsOwnEntries()
    {
        var list = await Read("tel:+12223334444;ani=7778889999\ntel:+14443332222; ani=9998887777, marchcampaign\n");

        Assert.Equal(
            [Call("tel:+12223334444;ani=7778889999"), Call("tel:+14443332222; ani=9998887777", "marchcampaign")],
            list.Calls);
        Assert.Equal((2, 0, null), (list.Result.Accepted, list.Result.Rejected, list.Result.Stopped));
    }

    [Theory]
    [InlineData("\uFEFF6177123000\r\n6177123001")] // a byte order mark, no line end at the end
    [InlineData("\r\n6177123000\r\n\r\n\r\n6177123001\r\n")]
    [InlineData("6177123000\n \t \n6177123001\n,,\n")] // what spreadsheets leave of blank lines
    [InlineData("  6177123000  \n\"6177123001\" ,\n")]
    [InlineData("6177123000\r6177123001\r")]
    [InlineData("6177123000,,,,\n6177123001,\"\"\n")]
    [InlineData("sep=,\r\n6177123000\r\n6177123001\r\n")] // what Excel writes for itself
    public async Task Read_TakesTwoNumbers_HoweverTheLinesAreWritten(string text)
    {
        var list = await Read(text);

        Assert.Equal([Call("6177123000"), Call("6177123001")], list.Calls);
        Assert.Empty(list.Result.BadRows);
    }

    [Fact]
    public async Task Read_TakesTwoNumbers_WhenTheFileIsUtf16()
    {
        byte[] file =
            [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("6177123000,Grüße\r\n6177123001\r\n")];

        var list = await Read(file);

        Assert.Equal([Call("6177123000", "Grüße"), Call("6177123001")], list.Calls);
    }

    [Fact]
    public async Task Read_KeepsQuotedValues()
    {
        var list = await Read(
            "\"tel:+12223334444; ani=7778889999\", \"Bob \"\"B\"\", Jr.\",\"a=1,b=2\"\n", PhoneListOptions.QueueCalls);

        Assert.Equal([Call("tel:+12223334444; ani=7778889999", "Bob \"B\", Jr.", "a=1,b=2")], list.Calls);
    }

    [Fact]
    public async Task Read_MakesColumnsVariables_WhenAHeaderNamesThem()
    {
        var list = await Read(
            "\uFEFFDestination,name,message_reference,city,Call_Parameters\n6177123000,Bob,r1,\"Boston, "
                + "MA\",p1\n16177123001,Ann\n");

        Assert.Equal(["name", "city"], list.Result.Columns);
        Assert.Equal(
        [
            Call("6177123000", "r1", "p1", ("name", "Bob"), ("city", "Boston, MA")),
            Call("16177123001", "", "", ("name", "Ann"), ("city", "")),
        ], list.Calls);
    }

    [Theory]
    [InlineData("destination,name,name\n6177123000\n", "The header row names two columns 'name'.")]
    [InlineData("destination,name,,x\n6177123000\n", "The header row has no name for column 3.")]
    [InlineData(
        "destination,Phone_Number\n6177123000\n",
        "The header row names a column 'Phone_Number', which every call carries already.")]
    [InlineData("PK\u0003\u0004\u0014\u0000\u0006\n", "The list is a zip archive; send the list that is in it.")]
    public async Task Read_Stops_WhenTheListCannotBeUnderstood(string text, string sentence)
    {
        var list = await Read(text);

        Assert.Equal((sentence, 0), (list.Result.Stopped, list.Result.Accepted));
        Assert.Empty(list.Calls);
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("\uFEFF", 0)]
    [InlineData("\r\n\r\n", 0)]
    [InlineData("destination,name\n", 0)]
    public async Task Read_AcceptsNothing_WhenThereAreNoRows(string text, int accepted)
    {
        var list = await Read(text);

        Assert.Equal((accepted, 0, null), (list.Result.Accepted, list.Result.Rejected, list.Result.Stopped));
    }

    [Theory]
    [InlineData("617712300,x", 617712300, "has 9 digits; 10 or 11 are needed")]
    [InlineData("6177123000,x,y", "6177123000,x,y", "has 3 values; at most 2 (number, message_reference) are taken")]
    [InlineData(",x", ",x", "has no number")]
    [InlineData("6177123000,a\u0001b", "a\u0001b", "has the control character U+0001 in message_reference")]
    [InlineData("6177123000,a\tb", "a\tb", "has the control character U+0009 in message_reference")]
    [InlineData("6177123000,a\"b", "6177123000,a\"b", "has a quote inside a value that does not begin with one")]
    [InlineData("\"6177123000\"x", "\"6177123000\"x", "has text after a closing quote")]
    public async Task Read_NamesLineValueAndReason_WhenARowIsBad(string row, object value, string reason)
    {
        var list = await Read(
            $"6177123000\r\n\r\n{row}\r\n6177123001\r\n", PhoneListOptions.Scheduling with { SkipBadRows = true });

        Assert.Equal([new BadRow(3, value.ToString()!, reason)], list.Result.BadRows);
        Assert.Equal([Call("6177123000"), Call("6177123001")], list.Calls);
    }

    [Fact]
    public async Task Read_RefusesInvalidUtf8()
    {
        var list = await Read([.. "6177123000,"u8, 0xE9, .. " x\n"u8]);

        Assert.Equal(
            [new BadRow(1, "\uFFFD x", "is not valid UTF-8 in message_reference; save the list as CSV UTF-8")],
            list.Result.BadRows);
    }

    [Fact]
    public async Task Read_CountsCharactersNotBytes()
    {
        var list = await Read(
            $"6177123000,{new string('é', 255)}\n6177123000,{string.Concat(Enumerable.Repeat("😀", 256))}\n");

        Assert.Equal(1, list.Result.Accepted);
        Assert.Equal("has 256 characters in message_reference; at most 255 are allowed", list.Result.BadRows[0].Reason);
        Assert.InRange(list.Result.BadRows[0].Value.Length, 79, 80);
    }

    [Fact]
    public async Task Read_DescribesTheFirst100BadRows_AndCountsAll()
    {
        var list = await Read(string.Concat(Enumerable.Repeat("1\n", 250)));

        Assert.Equal((0, 250, 100), (list.Result.Accepted, list.Result.Rejected, list.Result.BadRows.Count));
        Assert.Equal(100, list.Result.BadRows[^1].Line);
    }

    [Fact]
    public async Task Read_HandsOnNoPageBehindABadRow_UnlessBadRowsAreSkipped()
    {
        var text = Numbers(300) + "bad\n" + Numbers(300);

        var strict = await Read(text);
        var lenient = await Read(text, PhoneListOptions.Scheduling with { SkipBadRows = true });

        Assert.Equal([256], strict.Pages);
        Assert.Equal([256, 256, 88], lenient.Pages);
        Assert.Equal((600, 1), (strict.Result.Accepted, strict.Result.Rejected));
    }

    [Theory]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    public async Task Read_FillsEveryPageButTheLast(int rows)
    {
        var list = await Read(Numbers(rows));

        Assert.Equal(rows <= 256 ? [rows] : [256, rows - 256], list.Pages);
        Assert.Equal(Call($"{6170000000 + rows - 1}"), list.Calls[^1]);
    }

    [Fact]
    public async Task Read_Stops_WhenThereAreMoreRowsThanAllowed()
    {
        var list = await Read(Numbers(300), PhoneListOptions.Scheduling with { MaxRows = 299 });

        Assert.Equal("The list has more than 299 rows.", list.Result.Stopped);
        Assert.Equal([256], list.Pages);
    }

    [Fact]
    public async Task Read_Stops_WhenALineIsEndless()
    {
        var list = await Read("6177123000\n" + new string('1', 300_000));

        Assert.Equal("Line 2 is longer than 16,384 bytes.", list.Result.Stopped);
    }

    [Fact]
    public async Task Read_RefusesARowThatDoesNotFitAPage()
    {
        var list = await Read($"destination,a,b\n6177123000,{new string('a', 2_000)},{new string('b', 2_000)}\n");

        Assert.Equal("takes 4,017 bytes; a call may take 3,800", list.Result.BadRows[0].Reason);
    }

    [Fact]
    public async Task Read_AllocatesLittleMoreThanThePages()
    {
        var list = Encoding.UTF8.GetBytes(
            string.Concat(Enumerable.Range(0, 100_000).Select(i => $"tel:+1{6170000000 + i};ani=7778889999,ref{i}\n")));
        long pages = 0;
        var before = GC.GetAllocatedBytesForCurrentThread();

        await PhoneListReader.ReadAsync(
            list,
            PhoneListOptions.Scheduling,
            (page, _) => new(Task.FromResult(pages += page.Length)),
            TestContext.Current.CancellationToken);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before - pages, 0, 400_000);
    }

    private static string Numbers(int count) =>
        string.Concat(Enumerable.Range(0, count).Select(i => $"{6170000000 + i}\n"));

    private static string Call(
        string number, string reference = "", string parameters = "", params (string Name, string Value)[] variables) =>
        ListRead.Describe(
            new(number, reference, parameters, [.. variables.Select(v => KeyValuePair.Create(v.Name, v.Value))]));

    private static Task<ListRead> Read(string text, PhoneListOptions? options = null) =>
        Read(Encoding.UTF8.GetBytes(text), options);

    private static Task<ListRead> Read(byte[] list, PhoneListOptions? options = null) => ListRead.Of(list, options);
}
