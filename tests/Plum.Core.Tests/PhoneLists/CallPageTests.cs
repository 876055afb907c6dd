using FsCheck;
using FsCheck.Fluent;
using Plum.Core.PhoneLists;
using Xunit;

namespace Plum.Core.Tests.PhoneLists;

public sealed class CallPageTests
{
    [Fact]
    public void Page_GivesBackWhatWasWritten_InAnyOrder() =>
        Prop.ForAll(Calls.ToArbitrary(), calls =>
        {
            var page = new CallPage(Written(["name", "städt"], calls));

            return page.Count == calls.Length
                && page.Select(Plain).SequenceEqual(calls.Select(Plain))
                && Enumerable.Range(0, calls.Length).Reverse().All(i => Plain(page[i]) == Plain(calls[i]));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Page_StaysWithinTheStorageBound_WhenFullOfTheLargestRows()
    {
        var columns = Enumerable.Range(0, 16).Select(i => $"{i:D3}" + new string('n', 240)).ToArray();
        var largest = Call(new('7', 128), new('€', 255), new('€', 255), new string('v', 1_900));

        var page = Written(columns, Enumerable.Repeat(largest, CallPage.Size));

        Assert.InRange(page.Length, 900_000, 15 * 64 * 1024);
        Assert.Equal(Plain(largest), Plain(new CallPage(page)[CallPage.Size - 1]), StringComparer.Ordinal);
    }

    [Fact]
    public void TryAdd_RefusesARowThatDoesNotFit_AndLeavesTheOthersAlone()
    {
        var writer = new CallPageWriter(["v"]);
        writer.TryAdd(Call("6177123000", "a", "b", "c"), out _);

        var added = writer.TryAdd(Call("6177123001", "", "", new string('x', 4_000)), out var reason);
        writer.TryAdd(Call("6177123002", "", "", ""), out _);

        Assert.False(added);
        Assert.Equal("takes 4,015 bytes; a call may take 3,800", reason);
        Assert.Equal(["6177123000", "6177123002"], new CallPage(writer.Take()).Select(call => call.PhoneNumber));
    }

    [Fact]
    public void Take_StartsAfresh()
    {
        var writer = new CallPageWriter(["v"]);
        writer.TryAdd(Call("6177123000", "a", "b", "c"), out _);
        _ = writer.Take();
        writer.TryAdd(Call("6177123001", "", "", "d"), out _);

        var page = new CallPage(writer.Take());

        var call = Assert.Single(page);
        Assert.Equal(("6177123001", "d"), (call.PhoneNumber, call.Variables[0].Value));
        Assert.Empty(writer.Take());
    }

    [Fact]
    public void Page_RefusesBytesThatAreNoPage() =>
        Prop.ForAll<byte[]>(bytes =>
        {
            try
            {
                _ = new CallPage(bytes).Select(Plain).ToList();
                return true; // a page by chance
            }
            catch (InvalidDataException)
            {
                return true;
            }
        }).QuickCheckThrowOnFailure();

    private static Gen<CallEntry[]> Calls
    {
        get
        {
            var text =
                Gen.OneOf(Gen.Constant(""), Gen.Elements("a", "Grüße, \"Welt\" 😀", new string('é', 255), "x=1&y=2"));
            var number = Gen.Elements("6177123000", "tel:+12223334444; ani=7778889999", "1");
            var call =
                from n in number from r in text from p in text from v in text from w in text select Call(n, r, p, v, w);
            return from count in Gen.Choose(1, CallPage.Size) from calls in call.ArrayOf(count) select calls;
        }
    }

    private static byte[] Written(IReadOnlyList<string> columns, IEnumerable<CallEntry> calls)
    {
        var writer = new CallPageWriter(columns);
        Assert.All(calls, call => Assert.True(writer.TryAdd(call, out var reason), reason));
        return writer.Take();
    }

    private static CallEntry Call(string number, string reference, string parameters, params string[] values) =>
        new(number, reference, parameters, [.. values.Select((value, i) => KeyValuePair.Create($"{i}", value))]);

    // Column names are the page's; trailing variables that were not written read as empty.
    private static string Plain(CallEntry call) =>
        string.Join('|',
        [
            call.PhoneNumber, call.MessageReference, call.CallParameters, .. call.Variables.Select(v => v.Value)
        ]).TrimEnd('|');
}
