using System.Text.RegularExpressions;

namespace Plum.Repository.Tests.Infra;

/// <summary>That values are of the types they are given for, functions Bicep's own, and members of objects there.</summary>
internal static partial class TypeRules
{
    // As far as they are used here: Bicep's reference of functions.
    private static readonly string[] Known =
    [
        "bool", "cidrSubnet", "empty", "environment", "guid", "items", "readEnvironmentVariable", "replace", "resourceGroup",
        "split", "subscriptionResourceId", "take", "tenant", "union", "uniqueString",
    ];

    public static IEnumerable<string> Functions(BicepTree tree) =>
        from file in tree.Files
        from call in file.Calls
        where !Known.Contains(call.Name) && !call.Name.StartsWith("list", StringComparison.Ordinal) // which are SecretRules'
        select $"{file}:{call.Line}: Bicep has no function {call.Name}";

    /// <summary>Every type is one, and what is written down for a parameter is of its type.</summary>
    public static IEnumerable<string> Types(BicepTree tree)
    {
        var none = from file in tree.Templates
                   from parameter in file.Parameters
                   where !Type().IsMatch(parameter.Type)
                   select $"{file}:{parameter.Line}: {parameter.Type} is no type";
        var others = from it in LanguageRules.Written(tree)
                     let type = TypeOf(it.Value)
                     where type is not null && type != Plain(it.Parameter.Type)
                     select $"{it.Where}: {it.Parameter.Name} is of type {it.Parameter.Type}, not {type}";
        return none.Concat(others);
    }

    private static string Plain(string type) => type.EndsWith("[]", StringComparison.Ordinal) ? "array" : type;

    /// <summary>Null where only Bicep knows.</summary>
    private static string? TypeOf(BicepValue value) => (value.Kind, Function().Match(value.Text).Value) switch
    {
        ("string", _) or (_, "readEnvironmentVariable(") => "string",
        ("number", _) => "int",
        ("boolean", _) or (_, "bool(") => "bool",
        ("object", _) => "object",
        ("array", _) or (_, "split(") => "array",
        _ => null,
    };

    /// <summary>What is asked of a variable that is written as an object, or goes through a list of them, is there.</summary>
    public static IEnumerable<string> Members(BicepTree tree) =>
        from file in tree.Files
        from use in file.Members
        from variable in file.Variables
        where variable.Name == use.Of
        from value in variable.Value.Items ?? [variable.Value]
        where value.Properties?.ContainsKey(use.Name) is false
        select $"{file}:{use.Line}: {use.Of}, line {value.Line}, has no {use.Name}";

    /// <summary>A parameter is handed on as itself, and not another one in its place.</summary>
    public static IEnumerable<string> HandedOn(BicepTree tree) =>
        from file in tree.Templates
        from module in file.Modules
        from value in module.Given
        let names = file.Parameters.Select(parameter => parameter.Name)
        where names.Contains(value.Name) && names.Contains(value.Value.Text) && value.Name != value.Value.Text
        select $"{file}:{value.Line}: {module.Name} is given {value.Value.Text} for {value.Name}";

    [GeneratedRegex(@"^(string|int|bool|object|\{ .* \})(\[\])?$")]
    private static partial Regex Type();

    [GeneratedRegex(@"^\w+\(")]
    private static partial Regex Function();
}
