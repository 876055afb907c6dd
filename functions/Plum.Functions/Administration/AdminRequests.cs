using Microsoft.AspNetCore.Http;
using Plum.Core.Accounts;
using Plum.Core.Validation;
using Plum.Functions.Accounts;
using Plum.Functions.Shared;
using Plum.Functions.Shared.Input;

namespace Plum.Functions.Administration;

/// <summary>What every request of outbound administration goes through: only an admin may make it.</summary>
public sealed class AdminRequests(ApiRequests api, AccountDirectory accounts)
{
    internal static readonly Answer Forbidden = Answer.Error(StatusCodes.Status403Forbidden, "Forbidden.");

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

    /// <summary>Notes the fields that a request does not take.</summary>
    internal static void RefuseOthers(RequestFields sent, FieldReader fields, IEnumerable<string> taken)
    {
        if (sent.Has("calls_suspended"))
        {
            fields.Errors.Add(
                "calls_suspended", "Calls are suspended and resumed by POST /api/admin/suspend and /api/admin/resume.");
        }

        fields.Errors.RefuseOthers(sent.AllNames, taken);
    }

    private async Task<bool> IsAdminAsync(Caller caller, CancellationToken ct) =>
        await accounts.FindAsync(caller.Account, ct) is { IsAdmin: true };
}
