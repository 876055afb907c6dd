using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Functions.Shared;

namespace Plum.Functions.Accounts;

/// <summary>GET /api/account: the caller's own account.</summary>
public sealed class GetAccount(ApiRequests api, AccountDirectory accounts)
{
    [Function(nameof(GetAccount))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/account")] HttpRequest http, CancellationToken ct) =>
        api.AnswerAsync(http, caller => AnswerAsync(caller.Account, ct), ct);

    private async Task<Answer> AnswerAsync(string id, CancellationToken ct) => await accounts.FindAsync(id, ct) is { } account
        ? Answer.Json(json => AccountViews.Write(json, account))
        : Answer.NotFound(AccountRows.Account, id);
}
