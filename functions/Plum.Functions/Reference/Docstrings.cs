using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Plum.Functions.Reference;

/// <summary>What the code says of its functions: the summary of the class, and the remarks of the method.</summary>
/// <remarks>The compiler writes them into a file beside the assembly.</remarks>
internal sealed partial class Docstrings
{
    private readonly Dictionary<string, XElement> _members;

    private Docstrings(XDocument file) =>
        _members = file.Descendants("member").ToDictionary(member => member.Attribute("name")!.Value);

    public static Docstrings Load()
    {
        var name = $"{typeof(Docstrings).Assembly.GetName().Name}.xml";
        var path = Path.Combine(AppContext.BaseDirectory, name);
        return File.Exists(path)
            ? new(XDocument.Load(path))
            : throw new FileNotFoundException(
                $"{path} is missing, of which the reference is made: put it there from the build.", path);
    }

    /// <summary>The documented name of the function, where there is one, and what is said of it.</summary>
    public (string? Name, string Text) Of(MethodInfo function)
    {
        var type = function.DeclaringType!.FullName!;
        var summary = Address().Match(TextOf(_members.GetValueOrDefault($"T:{type}")?.Element("summary")));
        var method = _members.FirstOrDefault(
            member => member.Key.StartsWith($"M:{type}.{function.Name}(", StringComparison.Ordinal)).Value;
        var name = summary.Groups["name"] is { Success: true, Value: var found } ? found : null;
        return (name, $"{Sentence(summary.Groups["text"].Value)} {TextOf(method?.Element("remarks"))}".Trim());
    }

    private static string Sentence(string text) => text.Length == 0 ? "" : char.ToUpperInvariant(text[0]) + text[1..];

    private static string TextOf(XElement? element) =>
        element is null ? "" : Blank().Replace(string.Concat(element.Nodes().Select(TextOf)), " ").Trim();

    private static string TextOf(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" } see =>
            (see.Attribute("cref") ?? see.Attribute("langword"))!.Value.Split('.')[^1],
        XElement element => $"`{element.Value}`",
        _ => "",
    };

    // A summary begins with its addresses: POST /api/schedules (Create Schedule): …
    [GeneratedRegex(
        @"^(?:(?:GET|POST|PATCH|PUT|DELETE|or|and) |/\S*?(?=[:.,]?(?: |$))[:.,]? ?)*(?:\((?<name>[^)]*)\)[:.] ?)?(?<text>.*)$")]
    private static partial Regex Address();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blank();
}
