using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Functions.Shared;

namespace Plum.Functions.WebServices;

/// <summary>
/// GET /outbound/ (Forms): the two forms of the web services' examples page, plain HTML (general outbound guide).
/// </summary>
public static class OutboundForms
{
    private const string Html = "OutboundForms.html";

    private static readonly StaticFile Page =
        StaticFile.OfResource(typeof(OutboundForms), Html, "text/html; charset=utf-8");

    /// <summary>Nothing but the page's own style sheet, and forms to this server only.</summary>
    private static readonly string Policy = $"style-src 'sha256-{StyleHash()}'; form-action 'self'";

    [Function("OutboundForms")]
    public static IResult Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "outbound")] HttpRequest http)
    {
        PageHeaders.Set(http, Policy);
        http.HttpContext.Response.Headers.CacheControl = "no-store"; // no browser keeps what was typed there
        return Page;
    }

    private static string StyleHash()
    {
        var page = Encoding.UTF8.GetString(StaticFile.Resource(typeof(OutboundForms), Html));
        var begin = page.IndexOf("<style>", StringComparison.Ordinal) + "<style>".Length;
        var style = page[begin..page.IndexOf("</style>", StringComparison.Ordinal)];
        return Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(style)));
    }
}
