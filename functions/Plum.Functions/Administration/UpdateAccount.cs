using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Core.Accounts;
using Plum.Core.Validation;
using Plum.Functions.Accounts;
using Plum.Functions.Calls;
using Plum.Functions.Gateways;
using Plum.Functions.Shared;
using Plum.Functions.Shared.Input;

namespace Plum.Functions.Administration;

/// <summary>
/// PATCH or PUT /api/admin/accounts/{id}: a new PIN, login, caller id, gateway, time zone, role or state. An account
/// that is suspended has stopped calling when this is answered.
/// </summary>
/// <remarks>
/// Nobody takes their own role away, or suspends themselves: so one admin remains. A new PIN ends the lock of its
/// login.
/// </remarks>
public sealed class UpdateAccount(
    AdminRequests admin, AccountDirectory accounts, Admins admins, Suspensions suspensions, LoginCheck logins,
    GatewayDirectory gateways)
{
    private static readonly Answer Oneself = Answer.Error(
        StatusCodes.Status400BadRequest, "You cannot suspend yourself or take your own role away: another admin can.");

    [Function("AdminUpdateAccount")]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", "put", Route = "api/admin/accounts/{id}")] HttpRequest http,
        string id,
        CancellationToken ct) =>
        admin.AnswerAsync(http, id, (caller, account) => AnswerAsync(http, caller, account, ct), ct);

    private async Task<Answer> AnswerAsync(HttpRequest http, Caller caller, Account account, CancellationToken ct)
    {
        var sent = await RequestFields.ReadAsync(http, onFile: null, ct);
        var fields = new FieldReader(sent.Sent);
        var edit = AccountEdit.Read(fields);
        gateways.Check(fields.Errors, AccountEdit.GatewayField, edit.Gateway, account.Gateway);
        AdminRequests.RefuseOthers(sent, fields, AccountEdit.Fields);
        if (!fields.Errors.None)
        {
            return Answer.Invalid(fields.Errors);
        }

        if (Versions.Precondition(http, AccountViews.Version(account)) is { } failed)
        {
            return failed;
        }

        if (await MakeWayAsync(caller, account, edit, ct) is { } refused)
        {
            return refused;
        }

        var conflict = await ChangeAsync(http, caller.For(account.Id), edit, ct);
        var after = await accounts.SettleLoginAsync(
            account.Id, edit.Login is null ? [] : [account.Login, edit.Login], ct);
        if (conflict is not null)
        {
            await KeepAsync(after, ct);
            return conflict;
        }

        if (edit.Pin is not null)
        {
            await logins.UnlockAsync(after.Login, ct);
        }

        return Answer.Response(json => AccountViews.Write(json, after)).With("ETag", AccountViews.Version(after));
    }

    /// <summary>
    /// What has to be settled outside the account before it is changed: who may be admin, and whose the login is.
    /// </summary>
    private async Task<Answer?> MakeWayAsync(Caller caller, Account account, AccountEdit edit, CancellationToken ct)
    {
        var after = edit.ApplyTo(account, pinHash: null);
        if (account.Id == caller.Account && !after.IsAdmin)
        {
            return Oneself;
        }

        if (edit.Login is { } login && !await accounts.TryClaimLoginAsync(login, account.Id, ct))
        {
            return Answer.Invalid("login", ValidationTexts.Taken("login"));
        }

        if (after.IsAdmin && account.Id != caller.Account)
        {
            await admins.AddAsync(account.Id, ct);
        }

        if (account.IsAdmin && !after.IsAdmin && !await admins.TryRemoveAsync(caller, account.Id, ct))
        {
            await accounts.SettleLoginAsync(account.Id, [edit.Login], ct);
            return AdminRequests.Forbidden;
        }

        return null;
    }

    /// <summary>
    /// An admin who remains one, because the account is not what the request took it for, may do what admins may.
    /// </summary>
    private async Task KeepAsync(Account account, CancellationToken ct)
    {
        if (account.IsAdmin)
        {
            await admins.AddAsync(account.Id, ct);
        }
    }

    private async Task<Answer?> ChangeAsync(HttpRequest http, Caller caller, AccountEdit edit, CancellationToken ct)
    {
        var hash = edit.Pin is { } pin ? accounts.HashPin(caller.Account, pin) : null;
        Answer? conflict = null;
        await (edit.ChangesCalls
            ? suspensions.ChangeAsync(caller, Change, ct, takes: edit.ChangesCallerIds)
            : accounts.ChangeAsync(caller, Change, ct));
        return conflict;

        Account Change(Account stored)
        {
            conflict = Versions.Precondition(http, AccountViews.Version(stored));
            return conflict is null ? edit.ApplyTo(stored, hash) : stored;
        }
    }
}
