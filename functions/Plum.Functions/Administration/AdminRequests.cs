using Microsoft.AspNetCore.Http;
using Plum.Core.Accounts;
using Plum.Functions.Accounts;
using Plum.Functions.Shared;

namespace Plum.Functions.Administration;

/// <summary>What every request of outbound administration goes through: only an admin may make it.</summary>
public sealed class AdminRequests(ApiRequests api, AccountDirectory accounts)
{
    private static readonly Answer Forbidden = Answer.Error(StatusCodes.Status403Forbidden, "Forbidden.");

    /// <summary>
    /// Answers an admin. His role is read anew: one that was taken away counts no more, whichever process took it.
    /// </summary>
    public Task<IResult> AnswerAsync(HttpRequest http, Func<Caller, Task<Answer>> act, CancellationToken ct) =>
        api.AnswerAsync(http, async caller => await IsAdminAsync(caller, ct) ? await act(caller) : Forbidden, ct);

    /// <summary>Likewise, with the account that the path names.</summary>
    public Task<IResult> AnswerAsync(
        HttpRequest http, string id, Func<Caller, Account, Task<Answer>> act, CancellationToken ct) =>
        AnswerAsync(
            http,
            async caller => Account.IsId(id) && await accounts.FindAsync(id, ct) is { } account
                ? await act(caller, account)
                : Answer.NotFound(AccountRows.Account, id),
            ct);

    private async Task<bool> IsAdminAsync(Caller caller, CancellationToken ct) =>
        await accounts.FindAsync(caller.Account, ct) is { IsAdmin: true };
}
