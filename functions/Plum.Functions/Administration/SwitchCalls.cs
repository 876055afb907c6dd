using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Core.Accounts;
using Plum.Core.Validation;
using Plum.Functions.Accounts;
using Plum.Functions.Calls;
using Plum.Functions.Shared;
using Plum.Functions.Shared.Input;

namespace Plum.Functions.Administration;

/// <summary>
/// POST /api/admin/suspend and /api/admin/resume: the calls of one <c>account</c>, or of <c>all</c>. Once a suspension is
/// answered no further call starts; what waits keeps waiting, in order, and more may be queued.
/// </summary>
public sealed class SwitchCalls(AdminRequests admin, IdempotencyKeys keys, AccountDirectory accounts, Suspensions suspensions)
{
    /// <summary>What stands for every account, so that no account may be called this.</summary>
    public const string All = "all";

    private const string Field = "account";

    [Function("AdminSuspend")]
    public Task<IResult> Suspend(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/admin/suspend")] HttpRequest http,
        CancellationToken ct) =>
        admin.AnswerAsync(http, caller => AnswerAsync(http, caller, callsSuspended: true, ct), ct);

    [Function("AdminResume")]
    public Task<IResult> Resume(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/admin/resume")] HttpRequest http, CancellationToken ct) =>
        admin.AnswerAsync(http, caller => AnswerAsync(http, caller, callsSuspended: false, ct), ct);

    private async Task<Answer> AnswerAsync(HttpRequest http, Caller caller, bool callsSuspended, CancellationToken ct)
    {
        var sent = await RequestFields.ReadAsync(http, onFile: null, ct);
        var fields = new FieldReader(sent.Sent).Require(Field);
        if (fields.Text(Field, 64) is not { } id || !fields.Errors.None)
        {
            return Answer.Invalid(fields.Errors);
        }

        if (id != All && !(Account.IsId(id) && await accounts.FindAsync(id, ct) is not null))
        {
            return Answer.NotFound(AccountRows.Account, id);
        }

        return await keys.OnceAsync(
            http, caller.Account, Fingerprint.Of(http, sent), claim => SwitchAsync(caller, id, callsSuspended, claim, ct), ct);
    }

    private async Task<Answer> SwitchAsync(
        Caller caller, string id, bool callsSuspended, IdempotencyClaim? claim, CancellationToken ct)
    {
        await (id == All
            ? suspensions.SetAllAsync(caller.For(DialPermits.WholeService), callsSuspended, ct)
            : suspensions.ChangeAsync(caller.For(id), account => account.With(callsSuspended: callsSuspended), ct));
        if (claim is not null)
        {
            await keys.CompleteAsync(claim, Answer.Success, ct);
        }

        return Answer.Success;
    }
}
