using System.Text.Json;
using System.Xml.Linq;
using Plum.Functions.Shared.Telemetry;
using Plum.Repository.Tests.Support;
using Xunit;

namespace Plum.Repository.Tests.Documents;

/// <summary>README's tables tell of what is there, and of nothing else.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public void EveryMetric_IsTold_WithItsLabels() => Assert.Equal(
        Metrics.All.Select(metric => $"{metric.Name} {string.Join(' ', metric.Labels)}").Order(),
        ReadmeRow.In("Seen from outside").Select(row => $"{row.Codes.Single()} {string.Join(' ', ReadmeRow.Quoted(row.Cells[0]))}").Order());

    [Fact]
    public void EveryPackage_HasItsReason_AndNoneHasWhichIsNotThere()
    {
        var told = ReadmeRow.In("Packages")
            .SelectMany(row => row.First.Replace("(npm)", "", StringComparison.Ordinal).Split(", "))
            .Select(name => name.Trim())
            .ToList();
        var used = Packages().Concat(NpmPackages()).ToList();

        Assert.All(used, name => Assert.Contains(told, row => Covers(row, name)));
        Assert.All(told, row => Assert.Contains(used, name => Covers(row, name)));
    }

    private static bool Covers(string row, string package) =>
        row.EndsWith(".*", StringComparison.Ordinal) ? package.StartsWith(row[..^2], StringComparison.Ordinal) : package == row;

    private static IEnumerable<string> Packages() =>
        from file in Tree.Files("tests", "*.csproj").Append("functions/Directory.Packages.props")
        let project = XDocument.Parse(Tree.Read(file))
        from package in project.Descendants("PackageVersion").Concat(project.Descendants("PackageDownload"))
        select package.Attribute("Include")!.Value;

    private static IEnumerable<string> NpmPackages() =>
        from file in (string[])["tests/package.json", "functions/Plum.Console/package.json"]
        from kind in (string[])["dependencies", "devDependencies"]
        let root = JsonDocument.Parse(Tree.Read(file)).RootElement
        where root.TryGetProperty(kind, out _)
        from package in root.GetProperty(kind).EnumerateObject()
        select package.Name;
}
