using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Functions.Shared;
using Scalar.AspNetCore;

namespace Plum.Functions.Reference;

/// <summary>GET /docs: this reference for people, who can build a request here and send it; and its scripts.</summary>
public static class GetDocs
{
    private const string JavaScript = "text/javascript; charset=utf-8";

    private static readonly StaticFile PageFile =
        StaticFile.OfResource(typeof(GetDocs), "docs.html", "text/html; charset=utf-8");

    private static readonly StaticFile ScriptFile = StaticFile.OfResource(typeof(GetDocs), "docs.js", JavaScript);

    // Packed as the package has it.
    private static readonly Lazy<StaticFile> ScalarFile = new(
        () => StaticFile.OfResource(typeof(ScalarOptions), "ScalarStaticAssets.scalar.js", JavaScript));

    [Function("DocsPage")]
    public static IResult Page(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "docs")] HttpRequest http)
    {
        // Scripts of this service only, which speak to it alone; Scalar sets styles and pictures from what it holds.
        PageHeaders.Set(
            http,
            "script-src 'self'; connect-src 'self'; style-src 'unsafe-inline'; img-src 'self' data: blob:; "
            + "font-src data:; form-action 'none'");
        return PageFile;
    }

    [Function("DocsScript")]
    public static IResult Script(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "docs/docs.js")] HttpRequest http) =>
        ScriptFile;

    [Function("DocsScalar")]
    public static IResult Viewer(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "docs/scalar.js")] HttpRequest http) =>
        ScalarFile.Value;
}
