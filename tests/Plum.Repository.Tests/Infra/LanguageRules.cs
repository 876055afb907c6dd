using System.Text.RegularExpressions;

namespace Plum.Repository.Tests.Infra;

/// <summary>What the Bicep compiler, which these tests cannot have, would say first.</summary>
internal static partial class LanguageRules
{
    public static IEnumerable<string> Syntax(BicepTree tree) => tree.Files.SelectMany(file => file.Faults, (file, fault) => $"{file}, {fault}");

    /// <summary>Every module is there, is given all it asks for, and nothing it does not know.</summary>
    public static IEnumerable<string> Modules(BicepTree tree) =>
        from file in tree.Files
        from module in file.Modules
        let called = tree.Find(file, module.Path)
        from fault in called is null ? [$"{module.Path} is not there"] : Given(called, module.Given)
        select $"{file}:{module.Line}, module {module.Name}: {fault}";

    /// <summary>Every parameter file fits its template.</summary>
    public static IEnumerable<string> ParameterFiles(BicepTree tree) =>
        from file in tree.Files
        where file.IsParameters
        let template = tree.Find(file, file.Using ?? "nothing")
        from fault in template is null ? [$"{file.Using ?? "what it is for"} is not there"] : Given(template, file.Variables.Select(value => value.Name))
        select $"{file}: {fault}";

    private static IEnumerable<string> Given(BicepFile called, IEnumerable<string> given)
    {
        var names = called.Parameters.Select(parameter => parameter.Name);
        var needed = called.Parameters.Where(parameter => !parameter.HasDefault).Select(parameter => parameter.Name);
        return [
            .. given.Except(names).Select(name => $"{called} has no parameter {name}"),
            .. needed.Except(given).Select(name => $"parameter {name} of {called} is not given"),
        ];
    }

    public static IEnumerable<string> OutputsUsed(BicepTree tree) =>
        from file in tree.Files
        from use in file.OutputsUsed
        let module = file.Modules.SingleOrDefault(module => module.Name == use.Module)
        where module is null || tree.Find(file, module.Path)?.Outputs.Any(output => output.Name == use.Name) is false
        select $"{file}:{use.Line}: {use.Module} has no output {use.Name}";

    /// <summary>An output of a module that is perhaps not deployed is asked for with .?, so that the deployment without it works.</summary>
    public static IEnumerable<string> ConditionalModules(BicepTree tree) =>
        from file in tree.Files
        from module in file.Modules
        where module.IsConditional
        from value in file.Values
        where value.Kind != "object" && value.Kind != "array" && value.Text.Contains($"{module.Name}.outputs", StringComparison.Ordinal)
        select $"{file}:{value.Line}: {module.Name} is not always there";

    /// <summary>Every name that is used is declared, once.</summary>
    public static IEnumerable<string> Names(BicepTree tree) =>
        from file in tree.Files
        let declared = Declared(file).Select(use => use.Name).ToList()
        from fault in file.References.Where(use => !declared.Contains(use.Name)).Select(use => $"{use.Line}: {use.Name} is not declared")
            .Concat(Declared(file).GroupBy(use => use.Name).Where(same => same.Count() > 1).Select(same => $"{same.Last().Line}: {same.Key} is declared twice"))
        select $"{file}:{fault}";

    /// <summary>Every parameter and variable is used.</summary>
    public static IEnumerable<string> Unused(BicepTree tree) =>
        from file in tree.Templates
        from declared in Inputs(file)
        where file.References.All(use => use.Name != declared.Name)
        select $"{file}:{declared.Line}: {declared.Name} is not used";

    private static IEnumerable<BicepUse> Inputs(BicepFile file) =>
        file.Parameters.Select(it => new BicepUse(it.Name, it.Line)).Concat(file.Variables.Select(it => new BicepUse(it.Name, it.Line)));

    private static IEnumerable<BicepUse> Declared(BicepFile file) =>
        Inputs(file).Concat(file.Modules.Select(it => new BicepUse(it.Name, it.Line))).Concat(file.Resources.Select(it => new BicepUse(it.Name, it.Line)));

    public static IEnumerable<string> ApiVersions(BicepTree tree) =>
        tree.Resources.Where(it => it.Resource.Version is null || !ApiVersion().IsMatch(it.Resource.Version))
            .Select(it => $"{it.File}:{it.Resource.Line}: {it.Resource.Type} has no API version, or none that is one")
            .Concat(tree.Resources.GroupBy(it => it.Resource.Type, it => it.Resource.Version).Where(same => same.Distinct().Count() > 1)
                .Select(same => $"{same.Key} has the versions {string.Join(", ", same.Distinct())}"));

    [GeneratedRegex(@"^20\d{2}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(-preview)?$")]
    private static partial Regex ApiVersion();
}
