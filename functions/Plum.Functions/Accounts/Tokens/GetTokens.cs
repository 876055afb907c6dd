using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Core.Validation;
using Plum.Functions.Shared;

namespace Plum.Functions.Accounts.Tokens;

/// <summary>GET /api/tokens: the account's tokens, expired ones included. None is ever shown again.</summary>
public sealed class GetTokens(ApiRequests api, TokenTable tokens, TokenUses uses)
{
    [Function(nameof(GetTokens))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/tokens")] HttpRequest http,
        CancellationToken ct) =>
        api.AnswerToLoginAsync(http, caller => AnswerAsync(http, caller.Account, ct), ct);

    private async Task<Answer> AnswerAsync(HttpRequest http, string account, CancellationToken ct)
    {
        var errors = new FieldErrors();
        if (Paging.Read(http, errors) is not { } paging)
        {
            return Answer.Invalid(errors);
        }

        await uses.StoredAsync().WaitAsync(ct);
        var found = await tokens.ListAsync(account, paging.After, paging.Limit + 1, ct);
        return paging.Answer(http, found, listed => listed.Token.Id, TokenViews.Write);
    }
}
