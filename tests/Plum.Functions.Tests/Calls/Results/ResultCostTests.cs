using Plum.Core.Calls;
using Plum.Demo;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Calls.Results;

/// <summary>What posting costs in requests to storage: by message, whatever the number of its calls.</summary>
public sealed class ResultCostTests
{
    private const int Calls = 50;

    [Fact]
    public async Task Posting_CostsOneReadAndOneTransactionMore_ForTheSequenceOfAWholeMessage()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var plum = await PlumServer.StartAsync();
        var campaign = await Overdue.ResultsAsync(plum, receiver, 2 * Calls);
        var poster = Overdue.Poster(plum);
        // what is remembered is known now
        await poster.Run(new ResultMessage("demo", campaign, $"{Calls}-{2 * Calls}").ToJson(), default);

        var operations = await StorageOperations.CountAsync(
            () => poster.Run(new ResultMessage("demo", campaign, $"0-{Calls}").ToJson(), default));

        Assert.Equal(2 * Calls, receiver.Results.Count());
        Assert.Equal(
            [
                "get accounts", // the campaign
                "query calls", // what became of the calls
                "get calls", // the last number given
                "transaction calls", // the numbers of these
                "transaction calls", // what became of the posts
            ],
            operations);
    }
}
