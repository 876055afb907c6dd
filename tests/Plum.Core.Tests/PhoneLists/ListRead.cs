using Plum.Core.PhoneLists;
using Xunit;

namespace Plum.Core.Tests.PhoneLists;

/// <summary>A list read to its end: the result, the sizes of the pages, and the calls as text.</summary>
internal sealed record ListRead(PhoneListResult Result, IReadOnlyList<int> Pages, IReadOnlyList<string> Calls)
{
    public static async Task<ListRead> Of(byte[] list, PhoneListOptions? options)
    {
        var pages = new List<int>();
        var calls = new List<string>();
        using var stream = new Trickle(list);
        var result = await PhoneListReader.ReadAsync(
            stream,
            options ?? PhoneListOptions.Scheduling,
            (page, count) =>
            {
                pages.Add(count);
                calls.AddRange(new CallPage(page).Select(Describe));
                return ValueTask.CompletedTask;
            },
            TestContext.Current.CancellationToken);
        return new(result, pages, calls);
    }

    public static string Describe(CallEntry call) =>
        string.Join('|', [call.PhoneNumber, call.MessageReference, call.CallParameters, .. call.Variables.Select(
            v => $"{v.Key}={v.Value}")]);

    /// <summary>Gives 1, 2, 3, … bytes a read, so that every place is once a place where the bytes break off.</summary>
    private sealed class Trickle(byte[] bytes) : MemoryStream(bytes)
    {
        private int _next;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, ++_next)], cancellationToken);
    }
}
