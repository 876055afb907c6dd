using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Functions.Shared;

namespace Plum.Functions.Accounts;

/// <summary>GET /api/audit: who changed what in the caller's account, and when.</summary>
public sealed class GetAudit(ApiRequests api, AuditLog log)
{
    [Function(nameof(GetAudit))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/audit")] HttpRequest http,
        CancellationToken ct) =>
        api.AnswerAsync(http, caller => log.AnswerAsync(http, caller.Account, ct), ct);
}
