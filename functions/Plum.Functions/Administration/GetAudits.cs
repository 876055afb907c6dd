using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Functions.Accounts;

namespace Plum.Functions.Administration;

/// <summary>
/// GET /api/admin/audit and /api/admin/accounts/{id}/audit: what was done to the service as a whole, or to an account.
/// </summary>
public sealed class GetAudits(AdminRequests admin, AuditLog log)
{
    [Function("AdminGetAudit")]
    public Task<IResult> OfService(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/admin/audit")] HttpRequest http,
        CancellationToken ct) =>
        admin.AnswerAsync(http, _ => log.AnswerAsync(http, DialPermits.WholeService, ct), ct);

    [Function("AdminGetAccountAudit")]
    public Task<IResult> OfAccount(
        [HttpTrigger(
            AuthorizationLevel.Anonymous, "get", "head", Route = "api/admin/accounts/{id}/audit")] HttpRequest http,
        string id,
        CancellationToken ct) =>
        admin.AnswerAsync(http, id, (_, account) => log.AnswerAsync(http, account.Id, ct), ct);
}
