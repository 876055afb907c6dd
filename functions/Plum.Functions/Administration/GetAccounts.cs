using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Core.Accounts;
using Plum.Core.Validation;
using Plum.Functions.Accounts;
using Plum.Functions.Shared;

namespace Plum.Functions.Administration;

/// <summary>GET /api/admin/accounts: the accounts by id, all or those of one state or role.</summary>
public sealed class GetAccounts(AdminRequests admin, AccountDirectory accounts)
{
    private const int DefaultLimit = 100;
    internal const int MaxLimit = 1000;
    private const int ReadsAtOnce = 16;

    [Function("AdminGetAccounts")]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/admin/accounts")] HttpRequest http,
        CancellationToken ct) =>
        admin.AnswerAsync(http, _ => AnswerAsync(http, ct), ct);

    private async Task<Answer> AnswerAsync(HttpRequest http, CancellationToken ct)
    {
        var errors = new FieldErrors();
        var limit = Paging.ReadLimit(http, DefaultLimit, MaxLimit, errors);
        var (state, role) = (Choice<AccountState>(http, "state", errors), Choice<AccountRole>(http, "role", errors));
        var after = http.Query["cursor"].ToString();
        if (after.Length > 0 && !Account.IsId(after))
        {
            errors.Add("cursor", ValidationTexts.Invalid);
        }

        if (!errors.None)
        {
            return Answer.Invalid(errors);
        }

        var found = await FindAsync(
            after,
            limit + 1,
            account => (state ?? account.State, role ?? account.Role) == (account.State, account.Role),
            ct);
        var answer = new Answer(StatusCodes.Status200OK, Utf8Json.OfEach(found.Take(limit), AccountViews.Write));
        return found.Count > limit ? answer.With("Link", Paging.Next(http, found[limit - 1].Id, limit)) : answer;
    }

    // Accounts lie in partitions of their own, so each is a read; a few go on at a time, and none beyond the page's
    // end.
    private async Task<IReadOnlyList<Account>> FindAsync(
        string after, int limit, Func<Account, bool> wanted, CancellationToken ct)
    {
        var found = new List<Account>();
        await foreach (var ids in accounts.IdsAsync(after, ct).Chunk(ReadsAtOnce).WithCancellation(ct))
        {
            found.AddRange((await accounts.FindAllAsync(ids, ct)).Where(wanted));
            if (found.Count >= limit)
            {
                break;
            }
        }

        return found;
    }

    private static T? Choice<T>(HttpRequest http, string name, FieldErrors errors)
        where T : struct, Enum
    {
        if (http.Query[name].ToString() is not { Length: > 0 } text)
        {
            return null;
        }

        if (text.All(char.IsAsciiLetter) && Enum.TryParse<T>(text, ignoreCase: true, out var choice))
        {
            return choice;
        }

        errors.Add(name, ValidationTexts.Invalid);
        return null;
    }
}
