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
        typeof(AzuriteTests).FullName!,
        typeof(BadNetworkTests).FullName!,
        typeof(TwoProcessesTests).FullName!,
        typeof(KilledLeaderTests).FullName!,
        typeof(StorageHealthTests).FullName!,
        typeof(TrafficTests).FullName!,
        typeof(PauseTests).FullName!,
    ];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(
        IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection => [.. testCollections.OrderByDescending(IsLongest)];

    // A class without a collection has one of its own, which is named after it.
    private static bool IsLongest<TTestCollection>(TTestCollection collection)
        where TTestCollection : ITestCollection =>
        Longest.Any(name => collection.TestCollectionDisplayName.Contains(name, StringComparison.Ordinal));
}
