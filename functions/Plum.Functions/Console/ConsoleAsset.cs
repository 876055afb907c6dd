using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Functions.Shared;

namespace Plum.Functions.Console;

/// <summary>
/// GET /assets/{file}: what the console's page is made of. A file's name holds its hash, so it is kept for good.
/// </summary>
public static class ConsoleAsset
{
    [Function("ConsoleAsset")]
    public static IResult Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "assets/{file}")] HttpRequest http,
        string file)
    {
        if (ConsoleFiles.Find($"assets/{file}") is not { } asset)
        {
            return Answer.NotFound("file", file);
        }

        http.HttpContext.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        return asset;
    }
}
