using Plum.Functions.Shared;
using Xunit;

namespace Plum.Functions.Tests.Shared;

public sealed class NextReadsTests
{
    private readonly NextReads<string, int> _reads = new();
    private readonly List<TaskCompletionSource<int>> _begun = [];

    [Fact]
    public async Task ThoseWhoAskDuringAReading_ShareTheNext_WhichBeginsAfterIt()
    {
        var first = Ask();
        var others = Enumerable.Range(0, 50).Select(_ => Ask()).ToList();
        Assert.Single(_begun);

        _begun[0].SetResult(1);
        Assert.Equal(1, await first);
        await BegunAsync(2);
        var later = Ask();
        _begun[1].SetResult(2);

        Assert.All(await Task.WhenAll(others), result => Assert.Equal(2, result));
        await BegunAsync(3);
        _begun[2].SetResult(3);
        Assert.Equal(3, await later);
        Assert.Equal(3, _begun.Count);
    }

    [Fact]
    public async Task FailedReading_FailsThoseWhoShareIt_AndNobodyElse()
    {
        var first = Ask();
        var next = Ask();

        _begun[0].SetException(new InvalidOperationException());
        await Assert.ThrowsAsync<InvalidOperationException>(() => first);
        await BegunAsync(2);
        _begun[1].SetResult(2);

        Assert.Equal(2, await next);
    }

    private Task<int> Ask() => _reads.ReadAsync(
        "key",
        () =>
        {
            var reading = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
            _begun.Add(reading);
            return reading.Task;
        },
        TestContext.Current.CancellationToken);

    private async Task BegunAsync(int readings)
    {
        while (_begun.Count < readings)
        {
            await Task.Yield();
        }
    }
}
