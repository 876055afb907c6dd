using System.Globalization;
using System.Text.RegularExpressions;

namespace Plum.Repository.Tests.Infra;

/// <summary>What the Bicep compiler, which these tests cannot have, would say first.</summary>
internal static partial class LanguageRules
{
    public static IEnumerable<string> Syntax(BicepTree tree) =>
        tree.Files.SelectMany(file => file.Faults, (file, fault) => $"{file}, {fault}");

    /// <summary>Every module and template is there, is given all it asks for, and nothing it does not know.</summary>
    public static IEnumerable<string> Parameters(BicepTree tree) =>
        from it in tree.Gifts
        from fault in it.To is null ? [$"{it.Path} is not there"] : Faults(it.To, [.. it.Given.Select(value => value.Name)])
        select $"{it.Where}: {fault}";

    private static IEnumerable<string> Faults(BicepFile called, string[] given)
    {
        var names = called.Parameters.Select(parameter => parameter.Name);
        var needed = called.Parameters.Where(parameter => !parameter.HasDefault).Select(parameter => parameter.Name);
        return given.Except(names).Select(name => $"{called} has no parameter {name}")
            .Concat(needed.Except(given).Select(name => $"parameter {name} of {called} is not given"));
    }

    /// <summary>What is written down, as a default or for a parameter, is within what its decorators allow.</summary>
    public static IEnumerable<string> Limits(BicepTree tree) =>
        from it in Written(tree)
        from limit in it.Parameter.Decorators
        where !Allows(limit, it.Value)
        select $"{it.Where}: {it.Parameter.Name} is {it.Value.Text}, against its {limit.Name}";

    /// <summary>What is written for parameters: their defaults, and what modules and parameter files give them.</summary>
    public static IEnumerable<(string Where, BicepParameter Parameter, BicepValue Value)> Written(BicepTree tree)
    {
        var defaults = from file in tree.Templates
                       from parameter in file.Parameters
                       where parameter.Value is not null
                       select (Where: $"{file}:{parameter.Line}", Parameter: parameter, Value: parameter.Value!);
        var given = from it in tree.Gifts
                    from parameter in it.To?.Parameters ?? []
                    from value in it.Given
                    where value.Name == parameter.Name
                    select (it.Where, Parameter: parameter, value.Value);
        return defaults.Concat(given);
    }

    private static bool Allows(BicepDecorator limit, BicepValue value) => (limit.Name, value.Kind) switch
    {
        ("minValue", "number") => Number(value) >= Number(limit.Arguments[0]),
        ("maxValue", "number") => Number(value) <= Number(limit.Arguments[0]),
        ("minLength", "string") => value.Text.Length >= Number(limit.Arguments[0]),
        ("maxLength", "string") => value.Text.Length <= Number(limit.Arguments[0]),
        ("allowed", "number" or "string") => limit.Arguments[0].Items!.Any(item => item.Text == value.Text),
        _ => true,
    };

    private static int Number(BicepValue value) => int.Parse(value.Text, CultureInfo.InvariantCulture);

    public static IEnumerable<string> OutputsUsed(BicepTree tree) =>
        from file in tree.Files
        from use in file.OutputsUsed
        let module = file.Modules.SingleOrDefault(module => module.Name == use.Module)
        where module is null || tree.Find(file, module.Path)?.Outputs.All(output => output.Name != use.Name) is true
        select $"{file}:{use.Line}: {use.Module} has no output {use.Name}";

    /// <summary>An output of a module that is perhaps not deployed is asked for with .?, so that one can do without it.</summary>
    public static IEnumerable<string> ConditionalModules(BicepTree tree) =>
        from file in tree.Files
        from module in file.Modules
        where module.IsConditional
        from value in file.Values
        where value.Properties is null && value.Text.Contains($"{module.Name}.outputs", StringComparison.Ordinal)
        select $"{file}:{value.Line}: {module.Name} is not always there";

    /// <summary>Every name that is used is declared, once.</summary>
    public static IEnumerable<string> Names(BicepTree tree)
    {
        var undeclared = from file in tree.Files
                         from use in file.References
                         where file.Declared.All(declared => declared.Name != use.Name)
                         select $"{file}:{use.Line}: {use.Name} is not declared";
        var twice = from file in tree.Files
                    from same in file.Declared.GroupBy(declared => declared.Name)
                    where same.Count() > 1
                    select $"{file}:{same.Last().Line}: {same.Key} is declared twice";
        return undeclared.Concat(twice);
    }

    /// <summary>Every parameter and variable is used.</summary>
    public static IEnumerable<string> Unused(BicepTree tree) =>
        from file in tree.Templates
        from declared in file.Inputs
        where file.References.All(use => use.Name != declared.Name)
        select $"{file}:{declared.Line}: {declared.Name} is not used";

    public static IEnumerable<string> ApiVersions(BicepTree tree)
    {
        var none = from it in tree.Resources
                   where it.Resource.Version is null || !ApiVersion().IsMatch(it.Resource.Version)
                   select $"{it.File}:{it.Resource.Line}: {it.Resource.Type} has no API version, or none that is one";
        var many = from same in tree.Resources.GroupBy(it => it.Resource.Type, it => it.Resource.Version)
                   where same.Distinct().Count() > 1
                   select $"{same.Key} has the versions {string.Join(", ", same.Distinct())}";
        return none.Concat(many);
    }

    [GeneratedRegex(@"^20\d{2}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(-preview)?$")]
    private static partial Regex ApiVersion();
}
