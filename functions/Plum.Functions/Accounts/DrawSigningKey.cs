using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Functions.Shared;

namespace Plum.Functions.Accounts;

/// <summary>
/// POST /api/account/signing-key: a new key, shown in this answer and never again. Results are signed with it from then
/// on, within half a minute in other processes.
/// </summary>
public sealed class DrawSigningKey(ApiRequests api, AccountDirectory accounts)
{
    [Function(nameof(DrawSigningKey))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/account/signing-key")] HttpRequest http,
        CancellationToken ct) =>
        api.AnswerAsync(http, caller => ShownOnce.AnswerAsync(http, () => AnswerAsync(caller, ct)), ct);

    private async Task<Answer> AnswerAsync(Caller caller, CancellationToken ct)
    {
        var key = AccountDirectory.NewKey();
        await accounts.ChangeAsync(caller, account => account with { SigningKey = key }, ct);
        return Answer.Response(json => json.WriteString("signing_key", key));
    }
}
