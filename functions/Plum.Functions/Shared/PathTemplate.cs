using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.AspNetCore.Routing.Template;

namespace Plum.Functions.Shared;

/// <summary>The paths of one route, such as <c>api/campaigns/{id}</c>, its constraints included.</summary>
internal sealed class PathTemplate
{
    private readonly TemplateMatcher _matcher;
    private readonly (string Parameter, IRouteConstraint Constraint)[] _constraints;

    public PathTemplate(string template, IInlineConstraintResolver constraints)
    {
        Pattern = RoutePatternFactory.Parse(template);
        _matcher = new(new RouteTemplate(Pattern), new(Pattern.Defaults));
        _constraints =
        [
            .. from policies in Pattern.ParameterPolicies
               from policy in policies.Value
               let constraint = constraints.ResolveConstraint(policy.Content!)
                   ?? throw new InvalidOperationException(
                       $"The route '{template}' has an unknown constraint, '{policy.Content}'.")
               select (policies.Key, constraint),
        ];
    }

    public RoutePattern Pattern { get; }

    public bool Matches(PathString path)
    {
        var values = new RouteValueDictionary();
        return _matcher.TryMatch(path, values)
            && Array.TrueForAll(_constraints, c => Fits(c.Parameter, c.Constraint, values));
    }

    /// <summary>A parameter that may be absent is bound only where it is there.</summary>
    private static bool Fits(string parameter, IRouteConstraint constraint, RouteValueDictionary values) =>
        !values.ContainsKey(parameter)
        || constraint.Match(null, null, parameter, values, RouteDirection.IncomingRequest);
}
