using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Plum.Core.PhoneLists;
using Xunit;

namespace Plum.Core.Tests.PhoneLists;

/// <summary>Whatever is uploaded, the answer is a result, and every row is either a call or counted as none.</summary>
public sealed class AnyBytesTests
{
    // Pieces that lists are made of, so that chance builds near misses rather than noise.
    private static readonly byte[][] Pieces =
    [
        .. new[]
        {
            "6177123000", "tel:+12223334444", ";ani=7778889999", ";postd=1", "destination", ",", ",", "\n", "\n",
            "\r\n", "\"", "\"\"", " ", "\t", "ref",
            "[", "]", "{", "\\u00", "é", "😀", "\uFEFF", "\0", "sep=;", ";", "|", "+49 30 ", "+44", "(0)", "/", ".0",
            "\u00A0", "\u001A", "E+",
        }.Select(Encoding.UTF8.GetBytes),
        [0xFF], [0xC3], [0xFF, 0xFE], [.. "PK"u8, 3, 4],
    ];

    [Fact]
    public void Read_AlwaysGivesAResult() =>
        Prop.ForAll(Lists.ToArbitrary(), list =>
        {
            var read = ListRead
                .Of(list, PhoneListOptions.QueueCalls with { SkipBadRows = true })
                .GetAwaiter()
                .GetResult();

            return read.Result.BadRows.Count <= 100
                && (read.Result.Stopped is not null || read.Calls.Count == read.Result.Accepted);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Fact]
    public void Read_AcceptsOnlyNumbersThatParseAgain() =>
        Prop.ForAll(Lists.ToArbitrary(), list =>
        {
            var read = ListRead
                .Of(list, PhoneListOptions.QueueCalls with { SkipBadRows = true })
                .GetAwaiter()
                .GetResult();

            return read.Calls.All(call => PhoneNumber.TryParse(call.Split('|')[0], out var number, out _)
                && number.Dial.Length is >= 9 and <= 16);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    private static Gen<byte[]> Lists =>
        from count in Gen.Choose(0, 40)
        from pieces in Gen.Elements(Pieces).ArrayOf(count)
        select pieces.SelectMany(piece => piece).ToArray();
}
