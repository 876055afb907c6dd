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
/// POST /api/admin/suspend and /api/admin/resume: the calls of one <c>account</c>, or of <c>all</c>. Once a suspension
/// is answered no further call starts; what waits keeps waiting, in order, and more may be queued.
/// </summary>
public sealed class SwitchCalls(
    AdminRequests admin, IdempotencyKeys keys, AccountDirectory accounts, DialPermits permits, Suspensions suspensions)
{
    /// <summary>What stands for every account, so that no account may be called this.</summary>
    public const string All = "all";

    internal const string Field = "account";

    [Function("AdminSuspend")]
    public Task<IResult> Suspend(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/admin/suspend")] HttpRequest http,
        CancellationToken ct) =>
        admin.AnswerAsync(http, caller => AnswerAsync(http, caller, callsSuspended: true, ct), ct);

    [Function("AdminResume")]
    public Task<IResult> Resume(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/admin/resume")] HttpRequest http,
        CancellationToken ct) =>
        admin.AnswerAsync(http, caller => AnswerAsync(http, caller, callsSuspended: false, ct), ct);

    private async Task<Answer> AnswerAsync(HttpRequest http, Caller caller, bool callsSuspended, CancellationToken ct)
    {
        var sent = await RequestFields.ReadAsync(http, onFile: null, ct);
        var fields = new FieldReader(sent.Sent).Require(Field);
        fields.Errors.RefuseOthers(sent.AllNames, Field);
        if (fields.Text(Field, 64) is not { } id || !fields.Errors.None)
        {
            return Answer.Invalid(fields.Errors);
        }

        if (id != All && !(Account.IsId(id) && await accounts.FindAsync(id, ct) is not null))
        {
            return Answer.NotFound(AccountRows.Account, id);
        }

        return await keys.OnceAsync(
            http,
            caller.Account,
            Fingerprint.Of(http, sent),
            claim => SwitchAsync(caller, id, callsSuspended, claim, ct),
            ct);
    }

    private async Task<Answer> SwitchAsync(
        Caller caller, string id, bool callsSuspended, IdempotencyClaim? claim, CancellationToken ct)
    {
        var answer = await (id == All
            ? SwitchAllAsync(caller, callsSuspended, ct)
            : SwitchOneAsync(caller, id, callsSuspended, ct));
        if (claim is not null)
        {
            await keys.CompleteAsync(claim, answer, ct);
        }

        return answer;
    }

    private async Task<Answer> SwitchAllAsync(Caller caller, bool callsSuspended, CancellationToken ct)
    {
        await suspensions.SetAllAsync(caller.For(DialPermits.WholeService), callsSuspended, ct);
        return Answer.Response(json =>
        {
            json.WriteString(Field, All);
            json.WriteBoolean("calls_suspended", callsSuspended);
        });
    }

    // Whose calls these were: an id may be like another account's login.
    private async Task<Answer> SwitchOneAsync(Caller caller, string id, bool callsSuspended, CancellationToken ct)
    {
        var account =
            await suspensions.ChangeAsync(caller.For(id), account => account.With(callsSuspended: callsSuspended), ct);
        var all = await permits.ReadSwitchAsync(ct);
        return Answer.Response(json =>
        {
            json.WriteString(Field, account.Id);
            json.WriteString("login", account.Login);
            json.WriteBoolean("calls_suspended", account.CallsSuspended);
            json.WriteBoolean("all_calls_suspended", all.CallsSuspended);
        });
    }
}
