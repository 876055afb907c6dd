using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Functions.Accounts;
using Plum.Functions.Shared;

namespace Plum.Functions.Administration;

/// <summary>GET /api/admin/accounts/{id}: an account, with its ETag.</summary>
public sealed class GetOneAccount(AdminRequests admin)
{
    [Function("AdminGetAccount")]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/admin/accounts/{id}")] HttpRequest http,
        string id,
        CancellationToken ct) =>
        admin.AnswerAsync(
            http,
            id,
            (_, account) => Task.FromResult(
                Answer.Json(json => AccountViews.Write(json, account)).With("ETag", AccountViews.Version(account))),
            ct);
}
