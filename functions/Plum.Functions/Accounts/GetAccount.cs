using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Functions.Shared;

namespace Plum.Functions.Accounts;

/// <summary>GET /api/account: the caller's own account.</summary>
public sealed class GetAccount(ApiRequests api, AccountDirectory accounts, DialPermits permits)
{
    [Function(nameof(GetAccount))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/account")] HttpRequest http,
        CancellationToken ct) =>
        api.AnswerAsync(http, caller => AnswerAsync(caller.Account, ct), ct);

    // Its calls are suspended, too, when those of all accounts are.
    private async Task<Answer> AnswerAsync(string id, CancellationToken ct)
    {
        var all = await permits.ReadSwitchAsync(ct);
        return await accounts.FindAsync(id, ct) is { } account
            ? Answer.Json(json => AccountViews.Write(
                json, account with { CallsSuspended = account.CallsSuspended || all.CallsSuspended }))
            : Answer.NotFound(AccountRows.Account, id);
    }
}
