using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Plum.Standalone.Host;

namespace Plum.Standalone.Triggers;

/// <summary>Every function of the app, found once at start-up.</summary>
internal sealed class FunctionCatalog(IReadOnlyList<FoundFunction> functions)
{
    private readonly ILookup<(FunctionKind, string), FoundFunction> _byName =
        functions.ToLookup(f => (f.Kind, f.Name.ToUpperInvariant()));

    public IEnumerable<FoundFunction> Of(FunctionKind kind) => functions.Where(f => f.Kind == kind);

    /// <summary>The orchestration or activity called by that name, whatever its case.</summary>
    public FoundFunction? Find(FunctionKind kind, string name) =>
        _byName[(kind, name.ToUpperInvariant())].LastOrDefault();

    /// <summary>The functions of one assembly.</summary>
    public static FunctionCatalog Of(Assembly app) => Of(app.GetTypes());

    /// <summary>The functions of some types, so that tests can start a few of theirs.</summary>
    public static FunctionCatalog Of(IEnumerable<Type> types)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var found = new List<FoundFunction>();
        foreach (var (method, attribute) in MethodsOf(types))
        {
            if (!names.Add(attribute.Name))
            {
                throw new StandaloneStartupException(
                    $"Two functions are named {attribute.Name}; function names are unique in an app, whatever their case.");
            }

            found.Add(FunctionReader.Read(method, attribute.Name));
        }

        return new(found);
    }

    private static IEnumerable<(MethodInfo Method, FunctionAttribute Attribute)> MethodsOf(IEnumerable<Type> types) =>
        from type in types
        where type.IsClass
        from method in type.GetMethods(
            BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        let attribute = method.GetCustomAttribute<FunctionAttribute>()
        where attribute is not null
        select (method, attribute);
}
