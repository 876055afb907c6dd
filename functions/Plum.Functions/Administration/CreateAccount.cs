using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Core.Accounts;
using Plum.Core.Validation;
using Plum.Functions.Accounts;
using Plum.Functions.Gateways;
using Plum.Functions.Shared;
using Plum.Functions.Shared.Input;

namespace Plum.Functions.Administration;

/// <summary>POST /api/admin/accounts: a new sender, or another admin. The answer shows the signing key.</summary>
/// <remarks>
/// Under an idempotency key only the account's id is kept, and the hash of its signing key. A repeated request is
/// answered from the account itself: so no second copy of the key lies about, and one that the sender has drawn since
/// is not shown. What a crash cut off is finished by it, since the account remembers for as long the request it was
/// made by.
/// </remarks>
public sealed class CreateAccount(
    AdminRequests admin, IdempotencyKeys keys, AccountDirectory accounts, LoginCheck logins, GatewayDirectory gateways)
{
    internal const string IdField = "id";
    private const string KeyHash = "key";

    [Function("AdminCreateAccount")]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/admin/accounts")] HttpRequest http,
        CancellationToken ct) =>
        admin.AnswerAsync(http, caller => AnswerAsync(http, caller, ct), ct);

    private async Task<Answer> AnswerAsync(HttpRequest http, Caller caller, CancellationToken ct)
    {
        var sent = await RequestFields.ReadAsync(http, onFile: null, ct);
        var fields = new FieldReader(sent.Sent).Require("login").Require(AccountEdit.PinField);
        var edit = AccountEdit.Read(fields);
        gateways.Check(fields.Errors, AccountEdit.GatewayField, edit.Gateway, present: null);
        var id = ReadId(fields);
        AdminRequests.RefuseOthers(
            sent, fields, [IdField, .. AccountEdit.Fields.Where(field => field != AccountEdit.StateField)]);
        if (!fields.Errors.None)
        {
            return Answer.Invalid(fields.Errors);
        }

        var fingerprint = Fingerprint.Of(http, sent, without: AccountEdit.PinField);
        var kept =
            await keys.OnceAsync(http, caller.Account, fingerprint, claim => AddAsync(caller, id, edit, claim, ct), ct);
        return kept.IsSuccess ? await ShowAsync(kept, ct) : kept;
    }

    private static string? ReadId(FieldReader fields)
    {
        var id = fields.Text(IdField, 64);
        if (id is null || (Account.IsId(id) && id != SwitchCalls.All))
        {
            return id;
        }

        fields.Errors.Add(IdField, ValidationTexts.Format);
        return null;
    }

    private async Task<Answer> AddAsync(
        Caller caller, string? id, AccountEdit edit, IdempotencyClaim? claim, CancellationToken ct)
    {
        var request = claim is null
            ? Guid.NewGuid().ToString("N")
            : AccountRows.Hash($"{claim.Account} {claim.RowKey} {claim.Fingerprint}");
        var wanted = new NewAccount(
            id ?? await FreeIdAsync(edit.Login!, request, ct),
            edit.Login!,
            edit.Pin!,
            edit.Settings,
            edit.Role ?? AccountRole.Sender,
            request)
        {
            CallsAtOnce = edit.CallsAtOnce.Or(null),
            CallsPerSecond = edit.CallsPerSecond.Or(null),
            CallerIdCallsAtOnce = edit.CallerIdCallsAtOnce.Or(null),
            CallerIdCallsPerSecond = edit.CallerIdCallsPerSecond.Or(null),
        };
        switch (await accounts.AddAsync(caller.For(wanted.Id), wanted, ct))
        {
            case Addition.IdTaken when id is not null:
                return Answer.Invalid(IdField, ValidationTexts.Taken(IdField));
            case not Addition.Added:
                return Answer.Invalid("login", ValidationTexts.Taken("login"));
        }

        // Whoever tried the login before there was one is not to lock its owner out.
        await logins.UnlockAsync(wanted.Login, ct);
        var answer = await KeptAsync(wanted.Id, ct);
        if (claim is not null)
        {
            await keys.CompleteAsync(claim, answer, ct);
        }

        return answer;
    }

    /// <summary>
    /// An id made of the login, unless that is taken; or the one that a try before this had begun with.
    /// </summary>
    private async Task<string> FreeIdAsync(string login, string request, CancellationToken ct)
    {
        var derived = string
            .Concat(login.Where(char.IsAsciiLetterOrDigit).Take(Account.MaxIdLength))
            .ToLowerInvariant();
        foreach (var id in new[] { await accounts.IdOfLoginAsync(login, ct), derived })
        {
            if (id is { Length: > 0 } and not SwitchCalls.All && await accounts.IsVacantAsync(id, request, ct))
            {
                return id;
            }
        }

        return derived[..Math.Min(derived.Length, Account.MaxIdLength - 8)] + request[..8];
    }

    private async Task<Answer> KeptAsync(string id, CancellationToken ct)
    {
        var made = (await accounts.FindAsync(id, ct))!;
        return Answer.Json(json =>
        {
            json.WriteString(IdField, made.Id);
            json.WriteString(KeyHash, HashOf(made.SigningKey));
        });
    }

    private async Task<Answer> ShowAsync(Answer kept, CancellationToken ct)
    {
        var made = JsonElement.Parse(kept.Body.Span);
        var account = (await accounts.FindAsync(made.GetProperty(IdField).GetString()!, ct))!;
        var isItsFirst = made.GetProperty(KeyHash).GetString() == HashOf(account.SigningKey);
        var answer = Answer.Response(json =>
        {
            AccountViews.Write(json, account);
            json.WriteString("signing_key", isItsFirst ? account.SigningKey : null);
        });
        return kept.Headers
            .Aggregate(answer, (shown, header) => shown.With(header.Key, header.Value))
            .With("Cache-Control", "no-store");
    }

    private static string HashOf(string? key) => AccountRows.Hash(key ?? "");
}
