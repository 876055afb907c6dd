using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Functions.Accounts;
using Plum.Functions.Shared;

namespace Plum.Functions.Administration;

/// <summary>GET /api/admin: whether the calls of all accounts are suspended.</summary>
public sealed class GetService(AdminRequests admin, DialPermits permits)
{
    [Function("AdminGetService")]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/admin")] HttpRequest http,
        CancellationToken ct) =>
        admin.AnswerAsync(http, _ => AnswerAsync(ct), ct);

    private async Task<Answer> AnswerAsync(CancellationToken ct)
    {
        var service = await permits.ReadSwitchAsync(ct);
        return Answer.Json(json => json.WriteBoolean("calls_suspended", service.CallsSuspended));
    }
}
