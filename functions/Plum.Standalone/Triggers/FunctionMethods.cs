using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;

namespace Plum.Standalone.Triggers;

/// <summary>The HTTP methods one function takes.</summary>
internal sealed class FunctionMethods(IEnumerable<string>? methods)
{
    private readonly HashSet<string>? _methods = methods is null ? null : new(methods, StringComparer.OrdinalIgnoreCase);

    /// <summary>A function that names no method takes all.</summary>
    public bool Take(string method) => _methods?.Contains(method) != false;

    public bool Overlap(FunctionMethods other) => _methods is null || other._methods is null || _methods.Overlaps(other._methods);
}

/// <summary>
/// A function that does not take the request's method is passed over, as if its route did not match: the Functions host answers 404
/// where ASP.NET Core's own policy would answer 405, and serves HEAD only where a function names it.
/// </summary>
internal sealed class FunctionMethodPolicy : MatcherPolicy, IEndpointSelectorPolicy
{
    public override int Order => 0;

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) => endpoints.Any(e => e.Metadata.GetMetadata<FunctionMethods>() is not null);

    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        for (var i = 0; i < candidates.Count; i++)
        {
            if (candidates.IsValidCandidate(i)
                && candidates[i].Endpoint.Metadata.GetMetadata<FunctionMethods>() is { } methods
                && !methods.Take(httpContext.Request.Method))
            {
                candidates.SetValidity(i, false);
            }
        }

        return Task.CompletedTask;
    }
}
