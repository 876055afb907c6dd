using Microsoft.AspNetCore.Http;

namespace Plum.Functions.Shared;

/// <summary>What goes along with each page that people see.</summary>
internal static class PageHeaders
{
    /// <param name="policy">What the page may load, and where its forms may go.</param>
    public static void Set(HttpRequest http, string policy)
    {
        var headers = http.HttpContext.Response.Headers;
        headers.ContentSecurityPolicy = $"default-src 'none'; {policy}; frame-ancestors 'none'; base-uri 'none'";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
    }
}
