using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Core.Accounts;
using Plum.Functions.Shared;

namespace Plum.Functions.Accounts.Tokens;

/// <summary>
/// DELETE /api/tokens/{id}: ends a token, at once in this process and within half a minute in others.
/// </summary>
public sealed class DeleteToken(ApiRequests api, AccountTable accounts, TokenTable tokens, BearerAuthentication callers)
{
    [Function(nameof(DeleteToken))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/tokens/{id}")] HttpRequest http,
        string id,
        CancellationToken ct) =>
        api.AnswerToLoginAsync(http, caller => AnswerAsync(caller, id, ct), ct);

    private async Task<Answer> AnswerAsync(Caller caller, string id, CancellationToken ct)
    {
        Token? deleted = null;
        try
        {
            return await accounts.ChangeAsync(
                caller,
                async change =>
                {
                    if (await tokens.FindAsync(change.Account, ResourceId.Of(id), ct) is not { Token: var token })
                    {
                        return Answer.NotFound(AccountRows.Token, id);
                    }

                    deleted = token;
                    await tokens.DeleteAsync(change, token, ct);
                    return Answer.Success;
                },
                ct);
        }
        finally
        {
            if (deleted is not null)
            {
                callers.Forget(deleted.Hash);
            }
        }
    }
}
