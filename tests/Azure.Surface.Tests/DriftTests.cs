using Xunit;

namespace Azure.Surface.Tests;

/// <summary>Each way in which a stand-in can part from its package is seen, and told by the member's name and both signatures.</summary>
public class DriftTests
{
    private const string Package = """
        namespace Azure.Things;

        public class Things(string name, int size = 3)
        {
            public string Name { get; set; } = name;
            public int Size => size;
            public virtual Task<string> SendAsync(string text, TimeSpan? after = null) => throw null;
            public T Find<T>(Guid id) where T : class => throw null;
            public static implicit operator string(Things value) => value.Name;
        }

        public class ThingsException : InvalidOperationException;

        public enum Mode { Merge = 0, Replace = 1 }

        public class ThingAttribute : Attribute { public string Route { get; set; } }
        """;

    private const string App = """
        using Azure.Things;

        public static class Program
        {
            [Thing(Route = "api/things")]
            public static async Task<string> Main(Things things)
            {
                try { return await things.SendAsync("x", TimeSpan.Zero) + things.Find<string>(default) + things.Size; }
                catch (ThingsException) { return things; }
            }
        }
        """;

    private static readonly Lazy<IReadOnlyList<Member>> Packaged = new(() => Offers.Of(Compiled.Assembly("Package", Package)));

    private static readonly Lazy<IReadOnlyList<Member>> Used =
        new(() => Uses.Of(Compiled.Assembly("App", App, Compiled.Assembly("StandIn", Package)), "StandIn"));

    [Theory]
    [InlineData("string text", "string message", "Azure.Things.Things.SendAsync")]
    [InlineData("after = null", "after", "Azure.Things.Things.SendAsync")]
    [InlineData("TimeSpan? after", "int? after", "Azure.Things.Things.SendAsync")]
    [InlineData("virtual Task<string>", "virtual ValueTask<string>", "Azure.Things.Things.SendAsync")]
    [InlineData("public virtual Task", "public static Task", "Azure.Things.Things.SendAsync")]
    [InlineData("public T Find", "public virtual T Find", "Azure.Things.Things.Find")]
    [InlineData("Find<T>(Guid id) where T : class", "Find<T>(Guid id)", "Azure.Things.Things.Find")]
    [InlineData("Find<T>", "Find<T, TOther>", "Azure.Things.Things.Find")]
    [InlineData("size = 3", "size = 4", "Azure.Things.Things..ctor")]
    [InlineData("Name { get; set; }", "Name { get; init; }", "Azure.Things.Things.set_Name")]
    [InlineData("implicit operator string", "explicit operator string", "Azure.Things.Things.op_Explicit")]
    [InlineData("public int Size", "public int Depth => 0; public int Size", "Azure.Things.Things.get_Depth")]
    [InlineData(
        "Exception : InvalidOperationException",
        "Exception : ArgumentException",
        "Azure.Things.ThingsException. : System.ArgumentException")]
    [InlineData("Replace = 1", "Replace = 2", "Azure.Things.Mode.Replace")]
    [InlineData("enum Mode", "enum Modes", "Azure.Things.Modes.Merge")]
    [InlineData("namespace Azure.Things", "namespace Azure.Other", "Azure.Other.Things.SendAsync")]
    public void StandIn_IsBeyondThePackage_WhenItDiffers(string packageHas, string standInHas, string named)
    {
        var standIn = Offers.Of(Compiled.Assembly("StandIn", Edit(Package, packageHas, standInHas)));
        var drift = Drift.Beyond(standIn, Packaged.Value);
        Assert.Contains(drift, difference => difference.StartsWith(named + "\n  Plum.Standalone has:  ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("public class ThingsException", "public sealed class ThingsException")]
    [InlineData("public int Size => size;", "")]
    [InlineData("public virtual Task", "public Task")]
    public void StandIn_FitsThePackage_WhenItOffersLess(string packageHas, string standInHas)
    {
        var standIn = Offers.Of(Compiled.Assembly("StandIn", Edit(Package, packageHas, standInHas)));
        Assert.Empty(Drift.Beyond(standIn, Packaged.Value));
    }

    [Theory]
    [InlineData("TimeSpan? after = null", "TimeSpan? after = null, bool again = false", "Azure.Things.Things.SendAsync")]
    [InlineData("Find<T>(Guid", "Find<T>(int", "Azure.Things.Things.Find")]
    [InlineData("int Size => size", "long Size => size", "Azure.Things.Things.get_Size")]
    [InlineData("ThingsException", "ThingException", "Azure.Things.ThingsException.")]
    [InlineData("string Route", "object Route", "Azure.Things.ThingAttribute.set_Route")]
    [InlineData("operator string", "operator int", "Azure.Things.Things.op_Implicit")]
    public void UsedMember_IsMissing_WhenThePackageHasAnother(string standInHas, string packageHas, string named)
    {
        var changed = Edit(Package, standInHas, packageHas).Replace("=> value.Name", "=> default", StringComparison.Ordinal);
        var drift = Drift.Missing(Used.Value, Offers.Of(Compiled.Assembly("Package", changed)), "the package");
        Assert.StartsWith(named + "\n  is used:  ", Assert.Single(drift), StringComparison.Ordinal);
    }

    [Fact]
    public void UsedMember_IsMissing_WhenTheCompilerPrefersAnotherOfThePackage()
    {
        var overloaded = Edit(
            Package, "public T Find", "public Task<string> SendAsync(string text, TimeSpan after) => throw null; public T Find");
        var others = Uses.Of(Compiled.Assembly("App", App, Compiled.Assembly("Package", overloaded)), "Package");
        Assert.Contains("System.Nullable`1<System.TimeSpan>", Assert.Single(Drift.Missing(Used.Value, others, "the app")), StringComparison.Ordinal);
    }

    [Fact]
    public void Difference_NamesBothSignatures()
    {
        var standIn = Offers.Of(Compiled.Assembly("StandIn", Edit(Package, "string text", "string message")));
        Assert.Equal(
            """
            Azure.Things.Things.SendAsync
              Plum.Standalone has:  Azure.Things.Things.SendAsync(String, System.Nullable`1<System.TimeSpan>) : System.Threading.Tasks.Task`1<String>   overridable (message, after = null)
              the package has:  Azure.Things.Things.SendAsync(String, System.Nullable`1<System.TimeSpan>) : System.Threading.Tasks.Task`1<String>   overridable (text, after = null)
            """,
            Assert.Single(Drift.Beyond(standIn, Packaged.Value)));
    }

    private static string Edit(string source, string from, string to)
    {
        Assert.Contains(from, source, StringComparison.Ordinal);
        return source.Replace(from, to, StringComparison.Ordinal);
    }
}
