using System.Text.Json;
using System.Text.RegularExpressions;
using Plum.Repository.Tests.Support;
using Xunit;

namespace Plum.Repository.Tests.Infra;

/// <summary>infra-bicep, by every rule; and that each rule notices when it is broken.</summary>
public sealed partial class InfraTests
{
    private static readonly Dictionary<string, Func<BicepTree, IEnumerable<string>>> Rules = new()
    {
        [nameof(LanguageRules.Syntax)] = LanguageRules.Syntax,
        [nameof(LanguageRules.Parameters)] = LanguageRules.Parameters,
        [nameof(LanguageRules.Limits)] = LanguageRules.Limits,
        [nameof(LanguageRules.OutputsUsed)] = LanguageRules.OutputsUsed,
        [nameof(LanguageRules.ConditionalModules)] = LanguageRules.ConditionalModules,
        [nameof(LanguageRules.Names)] = LanguageRules.Names,
        [nameof(LanguageRules.Unused)] = LanguageRules.Unused,
        [nameof(LanguageRules.ApiVersions)] = LanguageRules.ApiVersions,
        [nameof(TypeRules.Functions)] = TypeRules.Functions,
        [nameof(TypeRules.Types)] = TypeRules.Types,
        [nameof(TypeRules.Members)] = TypeRules.Members,
        [nameof(TypeRules.HandedOn)] = TypeRules.HandedOn,
        [nameof(WiringRules.Wiring)] = WiringRules.Wiring,
        [nameof(ResourceRules.Tags)] = ResourceRules.Tags,
        [nameof(ResourceRules.OneConvention)] = ResourceRules.OneConvention,
        [nameof(ResourceRules.Locks)] = ResourceRules.Locks,
        [nameof(ResourceRules.Diagnostics)] = ResourceRules.Diagnostics,
        [nameof(SecretRules.Keys)] = SecretRules.Keys,
        [nameof(SecretRules.Secrets)] = SecretRules.Secrets,
        [nameof(SecretRules.Roles)] = SecretRules.Roles,
        [nameof(SettingRules.Settings)] = SettingRules.Settings,
        [nameof(SettingRules.Defaults)] = SettingRules.Defaults,
        [nameof(SettingRules.SecretSettings)] = SettingRules.SecretSettings,
        [nameof(AppRules.Queries)] = AppRules.Queries,
        [nameof(AppRules.Addresses)] = AppRules.Addresses,
        [nameof(AppRules.Alerts)] = AppRules.Alerts,
        [nameof(AppRules.AlwaysReady)] = AppRules.AlwaysReady,
        [nameof(AppRules.Runtime)] = AppRules.Runtime,
    };

    public static TheoryData<string> RuleNames => [.. Rules.Keys];

    public static TheoryData<string, string, string, string, string> Damages => BicepDamage.All;

    [Theory]
    [MemberData(nameof(RuleNames))]
    public async Task Infra_KeepsTheRule(string rule) => Assert.Empty(Rules[rule](await BicepTree.Real));

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task Rule_Notices_WhenDamaged(string rule, string file, string was, string becomes, string named) =>
        Assert.Contains(named, string.Join('\n', Rules[rule](await BicepDamage.DoneAsync(file, was, becomes))));

    [Fact]
    public void Rules_AreAllTriedOnDamage() => Assert.Empty(Rules.Keys.Except(BicepDamage.All.Select(row => row.Data.Item1)));

    /// <summary>What README tells a deploying person to export and to ask for.</summary>
    [Fact]
    public async Task Readme_NamesParametersAndOutputs_ThatThereAre()
    {
        var tree = await BicepTree.Real;
        var readme = Tree.Read("README.md");

        var read = tree.Files.SelectMany(file => Variable().Matches(Tree.Read(file.Path))).Select(match => match.Groups[1].Value);
        Assert.Equal(read.Distinct().Order(), Exported().Matches(readme).Select(match => match.Value).Distinct().Order());
        var outputs = tree.Templates.SelectMany(file => file.Outputs).Select(output => output.Name);
        Assert.Empty(Asked().Matches(readme).Select(match => match.Groups[1].Value).Except(outputs));
    }

    [Fact]
    public void Linter_TakesItsRulesForErrors()
    {
        using var config = JsonDocument.Parse(Tree.Read($"{BicepTree.Folder}/bicepconfig.json"));

        var core = config.RootElement.GetProperty("analyzers").GetProperty("core");
        var rules = core.GetProperty("rules").EnumerateObject().ToList();
        Assert.NotEmpty(rules);
        Assert.Empty(rules.Select(rule => rule.Name).Except(LinterRules));
        Assert.All(rules, rule => Assert.Equal("error", rule.Value.GetProperty("level").GetString()));
    }

    // Of Bicep's own, those taken for errors; a name it does not know it would pass over.
    private static readonly string[] LinterRules =
    [
        "no-hardcoded-env-urls", "no-hardcoded-location", "no-unused-existing-resources", "no-unused-params", "no-unused-vars",
        "outputs-should-not-contain-secrets", "protect-commandtoexecute-secrets", "secure-parameter-default", "secure-secrets-in-params",
        "use-parent-property", "use-secure-value-for-secure-inputs", "use-stable-resource-identifiers",
    ];

    [GeneratedRegex(@"readEnvironmentVariable\('(\w+)'")]
    private static partial Regex Variable();

    [GeneratedRegex(@"\bPLUM_[A-Z_]+\b")]
    private static partial Regex Exported();

    [GeneratedRegex(@"\$\(out (\w+)\)")]
    private static partial Regex Asked();
}
