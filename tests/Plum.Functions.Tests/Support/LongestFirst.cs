using Plum.Functions.Tests.Calls;
using Plum.Functions.Tests.EndToEnd;
using Plum.Functions.Tests.Health;
using Plum.Functions.Tests.Support;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(LongestFirst))]

namespace Plum.Functions.Tests.Support;

/// <summary>Tests that last a minute begin first, beside all others: nothing waits for them in the end.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Longest =
    [
        typeof(KilledLeaderTests).FullName!,
        typeof(BadNetworkTests).FullName!,
        typeof(TrafficTests).FullName!,
        typeof(AzuriteTests).FullName!,
        typeof(TwoProcessesTests).FullName!,
        typeof(PauseTests).FullName!,
        typeof(ThrottledAccountTests).FullName!,
        typeof(StorageHealthTests).FullName!,
        typeof(CancelCrashTests).FullName!,
        typeof(RecoveryTests).FullName!,
        typeof(EndToEnd.KillTests).FullName!,
        typeof(PromiseTests).FullName!,
        typeof(SuspensionTests).FullName!,
    ];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(
        IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection => [.. testCollections.OrderBy(Place)];

    // A class without a collection has one of its own, which is named after it.
    private static int Place<TTestCollection>(TTestCollection collection)
        where TTestCollection : ITestCollection
    {
        var place = Array.FindIndex(
            Longest, name => collection.TestCollectionDisplayName.Contains(name, StringComparison.Ordinal));
        return place < 0 ? Longest.Length : place;
    }
}
