using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Plum.Functions.Console;

/// <summary>GET /: the console. It is one page, whose places are behind the # of its address.</summary>
public static class ConsolePage
{
    /// <summary>Only the console's own files, and nothing but this server.</summary>
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; "
        + "form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    private const string LeftOut =
        "<!doctype html><html lang=en><meta charset=utf-8><title>PlumFunctions</title><h1>PlumFunctions</h1>"
        + "<p>The console was left out of this build, because npm was missing: install Node.js 20.19 or later with npm, and build again."
        + "<p>The API is there, and <a href=/outbound/>forms for queuecall and queuecalls</a>.";

    // The only template of an empty path: without a route, a function is served at its name.
    [Function("ConsolePage")]
    public static IResult Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "{ignored:maxlength(0)?}")] HttpRequest http)
    {
        var headers = http.HttpContext.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XFrameOptions = "DENY";
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-cache";
        headers["Referrer-Policy"] = "no-referrer";
        return ConsoleFiles.Answer(http, "index.html") ?? Results.Content(LeftOut, "text/html; charset=utf-8");
    }
}
