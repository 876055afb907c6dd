using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Plum.Core.PhoneLists;
using Xunit;

namespace Plum.Core.Tests.PhoneLists;

/// <summary>A row is a row, whatever its quoted cells hold (RFC 4180).</summary>
public sealed class QuotedRowTests
{
    private static readonly PhoneListOptions Skipping = PhoneListOptions.QueueCalls with { SkipBadRows = true };

    [Fact]
    public async Task Cell_HoldsLineBreaksAndDoubledQuotes_WithAHeader()
    {
        var list =
            await Read("destination,note\r\n6177123000,\"say \"\"hi\"\"\r\n6175550000\r\n,x\"\r\n6177123001,b\r\n");

        Assert.Equal(["6177123000|||note=say \"hi\"\r\n6175550000\r\n,x", "6177123001|||note=b"], list.Calls);
    }

    [Fact]
    public async Task Cell_HoldsLineBreaksAndDoubledQuotes_WithoutAHeader()
    {
        var list = await Read(
            "6177123000,\"ref\n6175550000\",\"a\n\"\"b\"\"\n6175550001\n\"\n6177123001\n", PhoneListOptions.QueueCalls);

        Assert.Equal(["6177123000|ref\n6175550000|a\n\"b\"\n6175550001\n", "6177123001||"], list.Calls);
    }

    [Fact]
    public async Task HeaderCell_WithALineBreak_IsReadAsABlank()
    {
        var list = await Read("destination,\"first\nname\"\n6177123000,Ann\n");

        Assert.Equal(["6177123000|||first name=Ann"], list.Calls);
    }

    [Theory]
    [InlineData("617,\"a\n6175550000\nb\"", "617", "has 3 digits; 10 or 11 are needed")]
    [InlineData("\"x\n6175550000\n\",ref", "x\n6175550000\n", "has the character 'x' where only digits may stand")]
    [InlineData(
        "6177123005,a,b,\"\n6175550000\n\"",
        "6177123005,a,b,\"\n6175550000\n\"",
        "has 4 values; at most 3 (number, message_reference, call_parameters) are taken")]
    [InlineData(
        "6177123005,\"a\n6175550000\"b",
        "6177123005,\"a\n6175550000\"b",
        "has text after a closing quote; the row goes on to line 3")]
    [InlineData("6177123005,5'11\"", "6177123005,5'11\"", "has a quote inside a value that does not begin with one")]
    public async Task BadRow_IsSkippedWhole(string row, string value, string reason)
    {
        var list = await Read($"6177123000\n{row}\n6177123001\n", Skipping);

        Assert.Equal(new BadRow(2, value, reason), Assert.Single(list.Result.BadRows));
        Assert.Equal(["6177123000||", "6177123001||"], list.Calls);
    }

    [Theory]
    [InlineData(
        "6177123001,\"ab\n6175550000\n6175550001\n",
        "Line 2 has a quote that is never closed, so nobody can tell where that row ends.")]
    [InlineData(
        "6177123001,\"a 5\" pipe\n6175550000\nend\"\n",
        "Line 2 has a quote that is never closed or not doubled, so nobody can tell where that row ends.")]
    [InlineData(
        "6177123001,\"a \"5\" pipe\n6175550000\n\"\n6177123002\n",
        "Line 2 has a quote that is never closed or not doubled, so nobody can tell where that row ends.")]
    [InlineData(
        "6177123001,\"a 5\", 6\" pipe\n6175550000\nend\"\n",
        "Line 2 has a quote that is never closed or not doubled, so nobody can tell where that row ends.")]
    public async Task Read_Stops_WhenNobodyCanTellWhereARowEnds(string rows, string sentence)
    {
        var list = await Read($"6177123000\n{rows}", Skipping);

        Assert.Equal(sentence, list.Result.Stopped);
        Assert.Empty(list.Calls);
    }

    [Theory]
    [InlineData(
        "id,desti\"nation\n6175550000,6177123000\n",
        "Line 1 has a quote inside a value that does not begin with one, so nobody can tell whether it is a header.")]
    [InlineData(
        "id,\"destination\"x\n6175550000,6177123000\n",
        "Line 1 has text after a closing quote, so nobody can tell whether it is a header.")]
    public async Task Read_Stops_WhenNobodyCanTellWhetherThereIsAHeader(string text, string sentence)
    {
        var list = await Read(text, Skipping);

        Assert.Equal(sentence, list.Result.Stopped);
        Assert.Empty(list.Calls);
    }

    [Theory]
    [InlineData("\"tel:+12223334445; ani=7778889999, campaign\"", "tel:+12223334445; ani=7778889999|campaign|")]
    [InlineData("\"6177123000,ref,a=1\"", "6177123000|ref|a=1")]
    [InlineData("\"6177123000,ref\"", "6177123000|ref|")]
    public async Task WholeEntry_MayBeQuoted(string row, string call)
    {
        var list = await Read($"{row}\n", PhoneListOptions.QueueCalls);

        Assert.Equal([call], list.Calls);
    }

    [Theory]
    [InlineData(
        "\"6177123000,a,b,c\"", "has 4 values; at most 3 (number, message_reference, call_parameters) are taken")]
    [InlineData("\"617,a\"", "has 3 digits; 10 or 11 are needed")]
    [InlineData("\"6177123000,a\",b", "has the character ',' where only digits may stand")]
    public async Task WholeEntry_IsRefused_WhenItIsNone(string row, string reason)
    {
        var list = await Read($"6177123001\n{row}\n", Skipping);

        Assert.Equal(reason, Assert.Single(list.Result.BadRows).Reason);
    }

    [Theory]
    [InlineData("6175550123,6175550124")]
    [InlineData("6175550123;6175550124")]
    [InlineData("6175550123,+1 617 555 0124,x")]
    public async Task TwoNumbersInAField_AreNotANumberAndItsReference(string text)
    {
        var list = await Read(text, PhoneListOptions.QueueCalls with { InField = true });

        Assert.Equal(
        [
            new BadRow(
                1,
                text,
                "has two numbers; write one on a line, or send the list as a file if the second is a "
                    + "message_reference"),
        ], list.Result.BadRows);
    }

    [Fact]
    public async Task ReferenceInAFile_MayLookLikeANumber() =>
        Assert.Equal(["6175550123|6175550124|"], (await Read("6175550123,6175550124\n")).Calls);

    // Cells that hold numbers, quotes, separators and line breaks are written as RFC 4180 says.
    [Fact]
    public void Read_DialsOnlyWhatStandsInTheNumberColumn() =>
        Prop.ForAll(Tables.ToArbitrary(), table =>
        {
            var list = Read(table.Text, Skipping).GetAwaiter().GetResult();

            // Where there is no call to tell its separator by, a list may be misunderstood, and is refused.
            return list.Calls.SequenceEqual(table.Calls)
                && (table.Calls.Length == 0 || list.Result.Rejected == table.Rows - table.Calls.Length);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));

    private static Gen<Table> Tables =>
        from separator in Gen.Elements(',', ';', '\t', '|')
        from hasHeader in Gen.Elements(true, false)
        from numberLast in Gen.Elements(true, false)
        from count in Gen.Choose(1, 8)
        from rows in Rows.ArrayOf(count)
        select new Table(separator, hasHeader, hasHeader && numberLast, rows);

    private static Gen<(string Number, string Text)> Rows =>
        from number in Gen.Elements("6177123000", "\"tel:+16177123001;ani=7778889999\"", "617")
        from count in Gen.Choose(0, 6)
        from pieces in Gen
            .Elements("\n", "\r\n", "6175550000", "\"", ",", ";", "\t", "|", "destination", "x")
            .ArrayOf(count)
        select (number, "r" + string.Concat(pieces).Replace("\t", "", StringComparison.Ordinal));

    private sealed record Table(char Separator, bool HasHeader, bool NumberLast, (string Number, string Text)[] List)
    {
        public int Rows => List.Length;

        public string Text => string.Concat(
            List.Select(row => Row(row.Number, Quoted(row.Text))).Prepend(HasHeader ? Row("destination", "text") : ""));

        public string[] Calls =>
        [
            .. List.Where(row => row.Number.Length >= 10)
                .Select(row => row.Number.Trim('"') + (HasHeader ? $"|||text={row.Text}" : $"|{row.Text}|")),
        ];

        private string Row(string number, string text) =>
            NumberLast ? $"{text}{Separator}{number}\n" : $"{number}{Separator}{text}\n";
    }

    private static string Quoted(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static Task<ListRead> Read(string text, PhoneListOptions? options = null) =>
        ListRead.Of(Encoding.UTF8.GetBytes(text), options);
}
