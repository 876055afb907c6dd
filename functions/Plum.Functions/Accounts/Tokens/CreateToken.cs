using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NodaTime;
using Plum.Core.Accounts;
using Plum.Core.Validation;
using Plum.Functions.Shared;
using Plum.Functions.Shared.Input;

namespace Plum.Functions.Accounts.Tokens;

/// <summary>POST /api/tokens: a new bearer token for the account, shown in this answer and never again.</summary>
public sealed class CreateToken(ApiRequests api, AccountTable accounts, TokenTable tokens, TimeProvider time)
{
    private static readonly Answer TooMany = Answer.Error(
        StatusCodes.Status400BadRequest,
        $"The account has {Token.MaxPerAccount} tokens that have not expired, and may not have more; delete one "
            + "first.");

    [Function(nameof(CreateToken))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/tokens")] HttpRequest http,
        CancellationToken ct) =>
        api.AnswerToLoginAsync(http, caller => ShownOnce.AnswerAsync(http, () => AnswerAsync(http, caller, ct)), ct);

    private async Task<Answer> AnswerAsync(HttpRequest http, Caller caller, CancellationToken ct)
    {
        var sent = await RequestFields.ReadAsync(http, onFile: null, ct);
        var fields = new FieldReader(sent.Sent);
        var now = time.Now();
        var edit = TokenEdit.Read(fields, now);
        fields.Errors.RefuseOthers(sent.AllNames, TokenEdit.Fields);
        var text = TokenText.New(); // one for every try of the change: each writes the same row under its hash
        return fields.Errors.None
            ? await accounts.ChangeAsync(caller, change => AddAsync(change, edit, text, now, ct), ct)
            : Answer.Invalid(fields.Errors);
    }

    private async Task<Answer> AddAsync(
        AccountChange change, TokenEdit edit, string text, Instant now, CancellationToken ct)
    {
        var present = await tokens.ListAsync(change.Account, 0, Token.MaxPerAccount + 1, ct);
        if (Token.GivingWay([.. present.Select(listed => listed.Token)], now) is not { } expired)
        {
            return TooMany;
        }

        foreach (var token in expired)
        {
            await tokens.DeleteAsync(change, token, ct);
        }

        var added =
            new Token(change.NextId(AccountRows.Token), edit.Label, TokenTable.HashText(text), now, edit.ExpiresAt);
        await tokens.AddAsync(change, added, ct);
        return Answer.Response(json => TokenViews.Write(json, added, text));
    }
}
