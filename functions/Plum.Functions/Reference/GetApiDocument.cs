using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.OpenApi;
using Plum.Functions.Shared;

namespace Plum.Functions.Reference;

/// <summary>
/// GET /api/openapi.json (OpenAPI Document): this reference for programs, as OpenAPI 3.1: to make a client of, or to
/// import elsewhere.
/// </summary>
public static class GetApiDocument
{
    private static readonly Lazy<Task<StaticFile>> File = new(async () =>
    {
        using var text = new MemoryStream();
        await ApiDocument.Build(Docstrings.Load()).SerializeAsJsonAsync(text, OpenApiSpecVersion.OpenApi3_1);
        return StaticFile.Of(text.ToArray(), "application/json");
    });

    [Function(nameof(GetApiDocument))]
    public static async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/openapi.json")] HttpRequest http) =>
        await File.Value;
}
