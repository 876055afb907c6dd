using System.Collections.Immutable;
using Xunit;

namespace Azure.Surface.Tests;

/// <summary>The app, what stands in for Azure, and the packages: whoever changes one of them learns here what no longer fits.</summary>
public class RuntimesTests
{
    private static readonly ImmutableArray<byte> App = Read("App"), SurfaceApp = Read("SurfaceApp");
    private static readonly IReadOnlyList<Member> Standalone = Offers.Of(Read("Standalone")), Packages = Offers.Of(Read("Surface"));

    [Fact]
    public void WhatTheAppUses_IsInTheStandInAndInThePackages_AsItWasCompiled()
    {
        var uses = Uses.Of(App, "Plum.Standalone");
        Assert.InRange(uses.Count, 80, 1000);
        AssertNone([.. Drift.Missing(uses, Standalone, "Plum.Standalone"), .. Drift.Missing(uses, Packages, "the package")]);
    }

    [Fact]
    public void WhatTheAppUses_IsTheSame_WhenItIsCompiledAgainstThePackages()
    {
        var uses = Uses.Of(SurfaceApp, "Azure.Surface");
        AssertNone(Drift.Missing(Uses.Of(App, "Plum.Standalone"), uses, "the app compiled against the packages"));
    }

    [Fact]
    public void WhatTheAppUsesOnAzureAlone_IsTelemetry()
    {
        var shared = Uses.Of(App, "Plum.Standalone").Select(use => use.Reference).ToHashSet();
        Assert.All(
            Uses.Of(SurfaceApp, "Azure.Surface").Where(use => !shared.Contains(use.Reference)),
            use => Assert.Contains(".OpenTelemetry.", use.Type));
    }

    [Fact]
    public void WhatTheStandInOffers_ThePackagesOfferToo()
    {
        var offers = Standalone.Where(member => !member.Type.StartsWith("Plum.", StringComparison.Ordinal)).ToArray();
        Assert.InRange(offers.Length, 250, 2000);
        AssertNone(Drift.Beyond(offers, Packages));
    }

    private static void AssertNone(IEnumerable<string> differences)
    {
        var all = differences.ToArray();
        Assert.True(all.Length == 0, $"{all.Length} differences.\n\n{string.Join("\n\n", all)}\n");
    }

    private static ImmutableArray<byte> Read(string name) =>
        [.. File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "compared", name + ".dll"))];
}
