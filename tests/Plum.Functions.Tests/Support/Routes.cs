using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;

namespace Plum.Functions.Tests.Support;

/// <summary>
/// Every address the app serves, read from its own functions: what is added to the app is in every test over all
/// routes.
/// </summary>
internal static partial class Routes
{
    /// <summary>
    /// The template of an empty path, which no value fits: a function without a route is served at its name.
    /// </summary>
    private const string Root = "{ignored:maxlength(0)?}";

    /// <summary>Method and route of every HTTP function, but for the one that takes what no other does.</summary>
    public static IReadOnlyList<Route> All { get; } =
    [
        .. from method in typeof(PlumApp).Assembly.GetTypes().SelectMany(type => type.GetMethods())
           from trigger in method
               .GetParameters()
               .Select(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>())
               .OfType<HttpTriggerAttribute>()
           where trigger.Route != "{*path}"
           from verb in trigger.Methods ?? ["get", "head", "post", "put", "patch", "delete", "options"]
           orderby trigger.Route, verb
           select new Route(verb.ToUpperInvariant(), trigger.Route == Root ? "" : trigger.Route!),
    ];

    [GeneratedRegex(@"\{(\w+)\??\}")]
    internal static partial Regex Parameter();
}

/// <summary>A method at a route template such as <c>api/campaigns/{id}</c>.</summary>
internal sealed record Route(string Method, string Template)
{
    public override string ToString() => $"{Method} {Template}";

    public IEnumerable<string> Parameters =>
        Routes.Parameter().Matches(Template).Select(match => match.Groups[1].Value);

    /// <summary>The path with a value for each of its parameters.</summary>
    public string Path(Func<string, string> value) =>
        Routes.Parameter().Replace(Template, match => value(match.Groups[1].Value));
}
