using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Plum.Functions.WebServices;

/// <summary>GET /outbound/ (Forms): the two forms of the web services' examples page, plain HTML (general outbound guide).</summary>
public static class OutboundForms
{
    private static readonly byte[] Page = Read();

    /// <summary>Nothing but the page's own style sheet, and forms to this server only.</summary>
    private static readonly string Policy =
        $"default-src 'none'; style-src 'sha256-{StyleHash()}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    [Function("OutboundForms")]
    public static IResult Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "outbound")] HttpRequest http)
    {
        var headers = http.HttpContext.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XFrameOptions = "DENY";
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-store";
        headers["Referrer-Policy"] = "no-referrer";
        return Results.Bytes(Page, "text/html; charset=utf-8");
    }

    private static byte[] Read()
    {
        using var resource = typeof(OutboundForms).Assembly.GetManifestResourceStream("OutboundForms.html")!;
        var page = new byte[resource.Length];
        resource.ReadExactly(page);
        return page;
    }

    private static string StyleHash()
    {
        var page = Encoding.UTF8.GetString(Page);
        var begin = page.IndexOf("<style>", StringComparison.Ordinal) + "<style>".Length;
        var style = page[begin..page.IndexOf("</style>", StringComparison.Ordinal)];
        return Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(style)));
    }
}
