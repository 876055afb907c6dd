using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Functions.Shared;

namespace Plum.Functions.Health;

/// <summary>
/// /health/live (Live): the process answers. Whoever runs it starts it again when this stays away; storage that is away
/// is no reason to.
/// </summary>
public static class GetLive
{
    private static readonly Answer Live = Answer
        .Json(json => json.WriteString("status", "live"))
        .With("Cache-Control", "no-store");

    [Function(nameof(GetLive))]
    public static IResult Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "health/live")] HttpRequest http) => Live;
}
