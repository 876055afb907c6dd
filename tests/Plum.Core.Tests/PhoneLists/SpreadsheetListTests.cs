using System.Text;
using Plum.Core.PhoneLists;
using Xunit;

namespace Plum.Core.Tests.PhoneLists;

/// <summary>Lists as spreadsheets and old programs write them.</summary>
public sealed class SpreadsheetListTests
{
    private static readonly PhoneListOptions Skipping = PhoneListOptions.QueueCalls with { SkipBadRows = true };

    [Theory]
    [InlineData(';')]
    [InlineData('\t')]
    [InlineData('|')]
    [InlineData(',')]
    public async Task Separator_IsRecognised(char separator)
    {
        string[] lists =
        [
            "6177123000,r1,p1\n6177123001,,p2\n",
            "sep=,\r\n6177123000,r1,p1\r\n6177123001,,p2\r\n",
            "\uFEFFSEP=,\n6177123000,r1,p1\n6177123001,,p2",
        ];
        foreach (var text in lists)
        {
            Assert.Equal(
                ["6177123000|r1|p1", "6177123001||p2"],
                (await Read(text.Replace(',', separator), PhoneListOptions.QueueCalls)).Calls);
        }
    }

    [Theory]
    [InlineData(';')]
    [InlineData('\t')]
    [InlineData('|')]
    public async Task Separator_IsRecognised_ByTheHeader(char separator)
    {
        var text = "destination,name,message_reference\n\"tel:+12223334444;ani=7778889999\",\"a, b\",r\n".Replace(
            ',', separator);

        var list = await Read(text.Replace($"a{separator} b", "a, b", StringComparison.Ordinal));

        Assert.Equal(["tel:+12223334444;ani=7778889999|r||name=a, b"], list.Calls);
    }

    [Theory]
    [InlineData("tel:+12223334444;ani=7778889999\n", "tel:+12223334444;ani=7778889999||")] // ';' belongs to the number
    [InlineData("tel:+12223334444;ani=7778889999,a;b|c\n", "tel:+12223334444;ani=7778889999|a;b|c|")]
    [InlineData("6177123000 ; ani=7778889999\n", "6177123000 ; ani=7778889999||")]
    [InlineData("\"tel:+12223334444;ani=7778889999\";ref\n", "tel:+12223334444;ani=7778889999|ref|")]
    [InlineData("destination\n6177123000;postd=1\n", "6177123000;postd=1||")]
    public async Task Parameters_AreNoColumns(string text, string call) =>
        Assert.Equal([call], (await Read(text)).Calls);

    [Theory]
    [InlineData("6177123000;a\n6177123002;b\n6177123001;ani=7778889999\n", 3)]
    [InlineData("destination;name\n6177123001;postd=7\n", 2)]
    [InlineData("sep=;\n6177123001;ani=7778889999;r\n", 2)]
    public async Task Parameters_InAColumnOfTheirOwn_AreRefused(string text, int line)
    {
        var list = await Read(text, Skipping);

        Assert.Equal(
            (line, "has a parameter in a column of its own; quote a number that has parameters"),
            Told(Assert.Single(list.Result.BadRows)));
    }

    [Theory]
    [InlineData("6177123000,\"a;b\n6175550000\n6175550001\n\"\n", "6177123000|a;b\n6175550000\n6175550001\n|")]
    [InlineData("6177123000,\"a;b\ndestination\n6175550001\n\"\n", "6177123000|a;b\ndestination\n6175550001\n|")]
    public async Task LinesOfAQuotedCell_DoNotDecideTheSeparator(string text, string call) =>
        Assert.Equal([call], (await Read(text)).Calls);

    [Fact]
    public async Task LinesOfAQuotedCell_DoNotDecideTheSeparator_WhenTheListIsLong()
    {
        var list = await Read(
            $"6177123000,a;b\ntel:+16177123001,\"{string.Concat(Enumerable.Repeat("6175550000\n", 600))}\"\n",
            Skipping);

        Assert.Equal(["6177123000|a;b|"], list.Calls);
        Assert.Equal(
            (2, "has 6,600 characters in message_reference; at most 255 are allowed"),
            Told(Assert.Single(list.Result.BadRows)));
    }

    [Fact]
    public async Task UnicodeText_IsRead()
    {
        // as Excel calls it
        byte[] file =
        [
            .. Encoding.Unicode.Preamble,
            .. Encoding.Unicode.GetBytes("name\tdestination\tcity\r\n\t6177123000\tKöln\r\n"),
        ];

        Assert.Equal(["6177123000|||name=|city=Köln"], (await ListRead.Of(file, null)).Calls);
    }

    [Fact]
    public async Task Separator_ThatIsNone_IsNamed() =>
        Assert.Equal(
            "The list says sep=:, but its columns may be separated by a comma, semicolon, tab or pipe.",
            (await Read("sep=:\n6177123000:x\n")).Result.Stopped);

    [Theory]
    [InlineData("name,destination\nAnn,6177123000\n", "6177123000|||name=Ann")]
    [InlineData(
        "message_reference;name; \"Destination\" ;city\nr;Ann;6177123000;Boston\n",
        "6177123000|r||name=Ann|city=Boston")]
    [InlineData("\u200Bdestination\u00A0,name\n6177123000,Ann\n", "6177123000|||name=Ann")]
    [InlineData(",,\n\nname,destination\nAnn,6177123000\n", "6177123000|||name=Ann")]
    [InlineData("id,destination\n6175550000,6177123000\n", "6177123000|||id=6175550000")]
    public async Task Destination_IsFoundInAnyColumn(string text, string call) =>
        Assert.Equal([call], (await Read(text)).Calls);

    [Theory]
    [InlineData(
        "phone,name\n6177123000,Ann\n",
        "Line 1 looks like a header: 'phone,name'. The column of the numbers must be called destination.")]
    [InlineData(
        "customer;phone\n6175550000;6177123000\n",
        "Line 1 looks like a header: 'customer;phone'. The column of the numbers must be called destination.")]
    [InlineData(
        "#,phone\n6175550000,6177123000\n",
        "Line 1 looks like a header: '#,phone'. The column of the numbers must be called destination.")]
    [InlineData(
        ",phone\n6175550000,6177123000\n",
        "Line 1 looks like a header: ',phone'. The column of the numbers must be called destination.")]
    [InlineData(
        "Contacts 2026;\nid;phone\n6175550000;6177123000\n",
        "Line 2 looks like a header: 'id;phone'. The column of the numbers must be called destination.")]
    [InlineData("id,destination,Destination\n1,6177123000,2\n", "The header row names two columns 'destination'.")]
    [InlineData(
        "6177123000,a\nid,destination\n6175550000,6177123001\n",
        "Line 2 has the word destination: a header must be the list's first line, and its only one.")]
    [InlineData(
        "My contacts\nid,destination\n6175550000,6177123001\n",
        "Line 2 has the word destination: a header must be the list's first line, and its only one.")]
    [InlineData(
        "destination,a\n6177123000,b\na,destination\n6175550000,6177123001\n",
        "Line 3 has the word destination: a header must be the list's first line, and its only one.")]
    public async Task Header_ThatWillNotDo_StopsTheList(string text, string sentence)
    {
        var list = await Read(text, Skipping);

        Assert.Equal(sentence, list.Result.Stopped);
        Assert.Empty(list.Calls);
    }

    [Theory]
    [InlineData(
        "phone\n6177123000\n",
        "has the character 'p' where only digits may stand; a header has a column called destination")]
    [InlineData(
        "Ann,6177123000\n6177123001\n",
        "has the character 'A' where only digits may stand; the number stands in column 2: put it first, or add a "
            + "header that calls its column destination")]
    public async Task FirstRow_ThatIsNoCall_GetsASentenceThatHelps(string text, string reason) =>
        Assert.Equal((1, reason), Told(Assert.Single((await Read(text)).Result.BadRows)));

    [Theory]
    [InlineData("6177123000\r\n6177123001\r\n\u001A")]
    [InlineData("6177123000\n6177123001\u001A")]
    [InlineData("6177123000\n\"6177123001\"\u001A\n")]
    public async Task TrailingCtrlZ_IsIgnored(string text)
    {
        var list = await Read(text);

        Assert.Equal(["6177123000||", "6177123001||"], list.Calls);
        Assert.Empty(list.Result.BadRows);
    }

    [Theory]
    [InlineData(
        "PK\u0003\u0004\u0014\0\u0006\0[Content_Types].xml",
        "The list is an Excel workbook (.xlsx); save it as CSV UTF-8.")]
    [InlineData(
        "PK\u0003\u0004\u0014\0\0\0mimetypeapplication/vnd.oasis.opendocument.spreadsheet",
        "The list is an OpenDocument spreadsheet (.ods); save it as CSV UTF-8.")]
    [InlineData("PK\u0003\u0004\u0014\0\0\0numbers.csv", "The list is a zip archive; send the list that is in it.")]
    [InlineData("\u001F\u008B\b", "The list is compressed with gzip; send it uncompressed.")]
    [InlineData(
        "\u00D0\u00CF\u0011\u00E0\u00A1\u00B1\u001A\u00E1\0",
        "The list is an Excel workbook (.xls); save it as CSV UTF-8.")]
    [InlineData("%PDF-1.7\n", "The list is a PDF; save it as CSV UTF-8.")]
    [InlineData("  <html><table>", "The list is HTML or XML; save it as CSV UTF-8.")]
    [InlineData("6\01\07\0", "The list is UTF-16 without a byte order mark; save it as CSV UTF-8.")]
    public async Task ForeignFile_IsNamed(string text, string sentence) =>
        Assert.Equal(sentence, (await ListRead.Of(Encoding.Latin1.GetBytes(text), null)).Result.Stopped);

    [Theory]
    [InlineData("6177123000,M\u00FCller\n", "is not valid UTF-8 in message_reference; save the list as CSV UTF-8")]
    [InlineData("6177123000\u00A0,x\n", "is not valid UTF-8; save the list as CSV UTF-8")]
    public async Task AnsiFile_IsToldHowToBeSaved(string text, string reason) =>
        Assert.Equal(
            (1, reason), Told(Assert.Single((await ListRead.Of(Encoding.Latin1.GetBytes(text), null)).Result.BadRows)));

    [Fact]
    public async Task AnsiHeader_IsToldHowToBeSaved() => Assert.Equal(
        "The header row is not valid UTF-8 in column 2; save the list as CSV UTF-8.",
        (await ListRead.Of(Encoding.Latin1.GetBytes("destination,Stra\u00DFe\n6177123000,x\n"), null)).Result.Stopped);

    [Fact]
    public async Task NumberWithInvisibleCharacters_IsStoredWithoutThem() =>
        Assert.Equal(
            ["6177123000|a|", "617 7123001||"],
            (await Read("\u202A6177123000\u202C,a\n\"\u00A0617 712\u200B3001 \"\n")).Calls);

    [Fact]
    public async Task JsonNumberWithInvisibleCharacters_IsStoredWithoutThem() =>
        Assert.Equal(["6177123000|a|"], (await Read("[\"\u202A6177123000\u202C, a\"]")).Calls);

    [Theory]
    [InlineData("6,17712E+09;Ann\n4,42079E+11;Bob\n")]
    [InlineData("destination;name\n6,17712E+09;Ann\n1,61771E+10;Bob\n")]
    [InlineData("6.17712E+09,Ann\n1.61771E+10,Bob\n")]
    public async Task RoundedNumbers_AreTold(string text)
    {
        var list = await Read(text);

        Assert.Equal(2, list.Result.Rejected);
        Assert.All(list.Result.BadRows, row => Assert.Equal(
            "is in scientific notation: your spreadsheet has rounded it; format the column as text", row.Reason));
    }

    [Fact]
    public async Task JsonNumberInScientificNotation_IsTold() =>
        Assert.Equal(
            (1, "is in scientific notation: your spreadsheet has rounded it; format the column as text"),
            Told(Assert.Single((await Read("[6.17712e9]")).Result.BadRows)));

    private static (int Line, string Reason) Told(BadRow row) => ((int)row.Line, row.Reason);

    private static Task<ListRead> Read(string text, PhoneListOptions? options = null) =>
        ListRead.Of(Encoding.UTF8.GetBytes(text), options);
}
