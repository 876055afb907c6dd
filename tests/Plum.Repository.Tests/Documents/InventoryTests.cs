using System.Text.Json;
using System.Xml.Linq;
using Plum.Functions.Shared;
using Plum.Functions.Shared.Telemetry;
using Plum.Repository.Tests.Support;
using Xunit;

namespace Plum.Repository.Tests.Documents;

/// <summary>Every metric, table, queue and package has its sentence, and no other has one.</summary>
public sealed class InventoryTests
{
    [Fact]
    public void EveryMetric_IsTold_WithItsLabels() => Assert.Equal(
        Metrics.All.Select(metric => $"{metric.Name} {string.Join(' ', metric.Labels)}").Order(),
        DocumentRow.In("docs/operations.md", "Metrics")
            .Select(row => $"{row.Codes.Single()} {string.Join(' ', DocumentRow.Quoted(row.Cells[0]))}").Order());

    [Fact]
    public void EveryTableAndQueue_IsTold()
    {
        var told = DocumentRow.In("docs/architecture.md", "What is stored").Select(row => row.Codes.Single());
        var queues =
            from queue in StorageSetup.Queues
            select queue.EndsWith("-poison", StringComparison.Ordinal) ? "…-poison" : queue;

        Assert.Equal(StorageSetup.Tables.Concat(queues).Distinct().Order(), told.Distinct().Order());
    }

    /// <summary>Directly above its version, so that who reads or removes the one sees the other.</summary>
    [Fact]
    public void EveryPackage_HasItsReasonAboveIt()
    {
        var versions =
            from file in Tree.Files("tests", "*.csproj").Append("functions/Directory.Packages.props")
            let project = XDocument.Parse(Tree.Read(file))
            from package in project.Descendants("PackageVersion").Concat(project.Descendants("PackageDownload"))
            select package;

        Assert.NotEmpty(versions);
        Assert.All(versions, package => Assert.True(
            package.PreviousNode is XComment { Value.Length: > 5 },
            $"{package.Attribute("Include")!.Value} has no reason above it"));
    }

    /// <summary>JSON has no comments; npm leaves // alone.</summary>
    [Theory]
    [InlineData("tests/package.json")]
    [InlineData("tests/bench/package.json")]
    [InlineData("functions/Plum.Console/package.json")]
    public void EveryNpmPackage_HasItsReason_AndNoOther(string file)
    {
        using var package = JsonDocument.Parse(Tree.Read(file));
        IEnumerable<string> Names(string property) => package.RootElement.TryGetProperty(property, out var entries)
            ? entries.EnumerateObject().Select(entry => entry.Name)
            : [];

        Assert.Equal(Names("dependencies").Concat(Names("devDependencies")).Order(), Names("//").Order());
    }
}
