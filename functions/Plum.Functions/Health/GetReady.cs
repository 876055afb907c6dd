using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Functions.Shared;

namespace Plum.Functions.Health;

/// <summary>
/// /health/ready (Ready): requests can be served and calls placed. 503 and the part that is in the way while the app
/// starts or stops, or its storage does not answer.
/// </summary>
public sealed class GetReady(Readiness readiness)
{
    [Function(nameof(GetReady))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "health/ready")] HttpRequest http,
        CancellationToken ct) =>
        AnswerOf(await readiness.LookAsync(ct));

    private static Answer AnswerOf(IReadOnlyList<Part> parts)
    {
        var ready = parts.All(part => part.Trouble is null);
        return Answer.Json(
            json =>
            {
                json.WriteString("status", ready ? "ready" : "not ready");
                json.WriteObject("parts", found =>
                {
                    foreach (var (name, trouble) in parts)
                    {
                        found.WriteString(name, trouble ?? "ok");
                    }
                });
            },
            ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable)
                .With("Cache-Control", "no-store");
    }
}
