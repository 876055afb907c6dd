using System.ComponentModel;
using System.Text.Json;
using Plum.Functions.Shared.Settings;
using Plum.Repository.Tests.Support;
using Xunit;

namespace Plum.Repository.Tests.Settings;

/// <summary>
/// local.settings.sample.json holds what the app reads, and docs/settings.md says what each is for: JSON has no
/// comments.
/// </summary>
public sealed class SampleTests
{
    /// <summary>
    /// Whose value in the sample is not the default: a receiver on one's own machine is in a private network.
    /// </summary>
    private const string Opened = "Plum:Outbound:AllowPrivateNetworks";

    private static readonly IReadOnlyDictionary<string, string> Sample = ReadSample();

    [Fact]
    public void Sample_HoldsEachLocalSettingOfTheApp_AndNoOthers() => Assert.Equal(
        AppSettings.All.Where(setting => setting.Use.HasFlag(SettingUse.Local)).Select(setting => setting.Name).Order(),
        Sample.Keys.Order());

    /// <summary>What func start asks for besides: a file it can read, its own worker, and Azurite.</summary>
    [Fact]
    public void Sample_IsOneThatFuncStarts()
    {
        Assert.Contains("\"IsEncrypted\": false", Tree.Read("local.settings.sample.json"), StringComparison.Ordinal);
        Assert.Equal("dotnet-isolated", Sample["FUNCTIONS_WORKER_RUNTIME"]);
        Assert.Equal("UseDevelopmentStorage=true", Sample["AzureWebJobsStorage"]);
        Assert.Equal("true", Sample["AzureWebJobsDisableHomepage"]);
    }

    [Fact]
    public void Sample_HoldsEverySettingThatHasADefault_WithThatDefault()
    {
        var defaults = (
            from section in AppSettings.Sections
            let options = Activator.CreateInstance(section.Options)!
            from property in section.Options.GetProperties()
            where property.CanWrite && property.GetValue(options) is not null
            select (Name: $"{section.Name}:{property.Name}", Value: property.GetValue(options)!)).ToList();

        Assert.NotEmpty(defaults);
        Assert.All(defaults, setting => Assert.Equal(
            setting.Name == Opened ? true : setting.Value,
            TypeDescriptor.GetConverter(setting.Value.GetType()).ConvertFromInvariantString(Sample[setting.Name])));
    }

    [Fact]
    public void Document_TellsWhatEachSettingIsFor_AndOfNoOther()
    {
        var told = Rows().SelectMany(Names).ToHashSet(StringComparer.Ordinal);
        var read = AppSettings.All.Select(setting => setting.Name).ToList();

        Assert.Empty(Sample.Keys.Concat(read).Except(told));
        Assert.Empty(told.Where(name => name.StartsWith("Plum:", StringComparison.Ordinal)).Except(read));
    }

    // The first cell names them; those after the first may leave out what it begins with.
    private static IEnumerable<string> Names(DocumentRow row)
    {
        var prefix = row.Codes.Count == 0 ? "" : row.Codes[0][..(row.Codes[0].LastIndexOf(':') + 1)];
        return row.Codes
            .SelectMany((code, i) => i == 0 ? new[] { code } : [code, prefix + code])
            .Where(name => prefix.Length == 0 || name.StartsWith(prefix, StringComparison.Ordinal));
    }

    private static IReadOnlyList<DocumentRow> Rows() => DocumentRow.In("docs/settings.md");

    private static Dictionary<string, string> ReadSample()
    {
        using var json = JsonDocument.Parse(Tree.Read("local.settings.sample.json"));
        return json.RootElement.GetProperty("Values").EnumerateObject()
            .ToDictionary(
                value => value.Name.Replace("__", ":", StringComparison.Ordinal), value => value.Value.GetString()!);
    }
}
