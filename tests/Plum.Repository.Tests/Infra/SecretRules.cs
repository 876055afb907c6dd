using System.Text.RegularExpressions;

namespace Plum.Repository.Tests.Infra;

/// <summary>No key is passed on in the open, and the app may do what it needs and no more.</summary>
internal static partial class SecretRules
{
    private static readonly string[] BuiltInRoles =
    [
        "b7e6dc6d-f1e8-4753-8033-0f276bb0955b", // Storage Blob Data Owner
        "974c5e8b-45b9-4653-ba55-5f855dd0fb88", // Storage Queue Data Contributor
        "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3", // Storage Table Data Contributor
        "4633458b-17de-408a-b874-0445c86b69e6", // Key Vault Secrets User
        "3913510d-42f4-4e42-8a64-420c390055eb", // Monitoring Metrics Publisher
    ];

    /// <summary>No account key and no connection string with one is read or written.</summary>
    public static IEnumerable<string> Keys(BicepTree tree)
    {
        var read = from file in tree.Files
                   from call in file.Calls
                   where call.Name.StartsWith("list", StringComparison.Ordinal)
                   select $"{file}:{call.Line}: {call.Name} reads keys";
        var written = from file in tree.Files
                      from text in file.Strings
                      where KeyText().IsMatch(text.Text)
                      select $"{file}:{text.Line}: {text.Text}";
        return read.Concat(written);
    }

    /// <summary>Secrets come in by secure parameters without a default, from the environment, and do not go out again.</summary>
    public static IEnumerable<string> Secrets(BicepTree tree) =>
        from file in tree.Files
        from fault in file.IsParameters ? WrittenIn(file) : OpenIn(file)
        select $"{file}:{fault}";

    private static IEnumerable<string> WrittenIn(BicepFile file) =>
        from value in file.Variables
        where SecretName().IsMatch(value.Name)
        where !value.Value.Text.StartsWith("readEnvironmentVariable(", StringComparison.Ordinal)
        select $"{value.Line}: {value.Name} is written here";

    private static IEnumerable<string> OpenIn(BicepFile file)
    {
        var open = file.Parameters.Where(parameter => SecretName().IsMatch(parameter.Name) && !parameter.IsSecure);
        var secure = file.Parameters.Where(parameter => parameter.IsSecure).ToList();
        var known = secure.Where(parameter => parameter.Value is { Text.Length: > 0 });
        var told = file.Outputs.Where(output => secure.Any(parameter => Word(parameter.Name).IsMatch(output.Value.Text)));
        return open.Select(parameter => $"{parameter.Line}: {parameter.Name} is not secure")
            .Concat(known.Select(parameter => $"{parameter.Line}: {parameter.Name} has a default"))
            .Concat(told.Select(output => $"{output.Line}: {output.Name} tells a secret"));
    }

    /// <summary>Ids of roles are whole, each written once; all that the app needs are granted, and no other.</summary>
    public static IEnumerable<string> Roles(BicepTree tree)
    {
        var ids = (from file in tree.Files
                   from text in file.Strings
                   where LikeId().IsMatch(text.Text)
                   select (Where: $"{file}:{text.Line}", Id: text.Text)).ToList();
        var twice = ids.GroupBy(id => id.Id).Where(same => same.Count() > 1);
        return ids.Where(id => !Guid.TryParseExact(id.Id, "D", out _)).Select(id => $"{id.Where}: {id.Id} is no id")
            .Concat(twice.Select(same => $"{same.Last().Where}: {same.Key} is written twice"))
            .Concat(BuiltInRoles.Except(ids.Select(id => id.Id)).Select(id => $"role {id} is not granted"))
            .Concat(ids.Where(id => !BuiltInRoles.Contains(id.Id)).Select(id => $"{id.Where}: {id.Id} is more than it needs"));
    }

    /// <summary>The name by itself, not a property of that name.</summary>
    private static Regex Word(string name) => new($@"(?<!\.)\b{Regex.Escape(name)}\b", RegexOptions.CultureInvariant);

    [GeneratedRegex("(Key|Pin|Secret|Password|Token)$")]
    private static partial Regex SecretName();

    [GeneratedRegex("AccountKey|SharedAccess|DefaultEndpointsProtocol|InstrumentationKey=|[?&]sig=")]
    private static partial Regex KeyText();

    [GeneratedRegex("^[0-9a-fA-F-]{30,}$")]
    private static partial Regex LikeId();
}
