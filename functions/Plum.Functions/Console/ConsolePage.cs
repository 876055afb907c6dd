using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Functions.Shared;

namespace Plum.Functions.Console;

/// <summary>GET /: the console. It is one page, whose places are behind the # of its address.</summary>
public static class ConsolePage
{
    private static readonly StaticFile LeftOut = StaticFile.Of(
        Encoding.UTF8.GetBytes(
            "<!doctype html><html lang=en><meta charset=utf-8><title>PlumFunctions</title><h1>PlumFunctions</h1>"
            + "<p>The console was left out of this build, because npm was missing: install Node.js 20.19 or later "
            + "with npm, and build again.<p>The API is there, and <a href=/outbound/>forms for queuecall and "
            + "queuecalls</a>."),
        "text/html; charset=utf-8");

    // The only template of an empty path: without a route, a function is served at its name.
    [Function("ConsolePage")]
    public static IResult Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "{ignored:maxlength(0)?}")] HttpRequest http)
    {
        // Only the console's own files, and nothing but this server.
        PageHeaders.Set(
            http,
            "script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; "
            + "form-action 'self'");
        return ConsoleFiles.Find("index.html") ?? LeftOut;
    }
}
