using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;

namespace Plum.Functions.Shared;

/// <summary>Which methods the app's functions take at a path, read from the functions themselves.</summary>
/// <remarks>
/// A function that names no method takes all and refuses some by itself, so nobody asks about its paths.
/// </remarks>
public sealed class RouteTable(IInlineConstraintResolver constraints)
{
    /// <summary>The order in which methods are told.</summary>
    private static readonly string[] Order = ["GET", "HEAD", "POST", "PATCH", "PUT", "DELETE"];

    private readonly (PathTemplate Template, string[] Methods)[] _functions =
    [
        .. from type in typeof(RouteTable).Assembly.GetTypes()
           from method in type.GetMethods()
           let function = method.GetCustomAttribute<FunctionAttribute>()
           where function is not null
           from parameter in method.GetParameters()
           let trigger = parameter.GetCustomAttribute<HttpTriggerAttribute>()
           let methods = trigger?.Methods ?? []
           where methods.Length > 0
           let template = new PathTemplate(trigger.Route ?? function.Name, constraints)
           select (template, Array.ConvertAll(methods, m => m.ToUpperInvariant())),
    ];

    /// <summary>None where no function is.</summary>
    public IReadOnlyList<string> MethodsAt(PathString path) =>
    [
        .. _functions.Where(f => f.Template.Matches(path)).SelectMany(f => f.Methods).Distinct()
            .OrderBy(m => Array.IndexOf(Order, m)),
    ];
}
