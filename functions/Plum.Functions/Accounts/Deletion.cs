using Microsoft.AspNetCore.Http;
using Plum.Core.Accounts;
using Plum.Functions.Shared;

namespace Plum.Functions.Accounts;

/// <summary>Deletes a schedule or a profile that no campaign uses.</summary>
internal static class Deletion
{
    /// <param name="version">The ETag of what is stored, for the request's If-Match.</param>
    public static Task<Answer> DeleteAsync<T>(
        this NicknamedTable<T> table,
        AccountTable accounts,
        HttpRequest http,
        Caller caller,
        string id,
        Func<T, string> version,
        CancellationToken ct)
        where T : class, INicknamed => accounts.ChangeAsync(
        caller,
        async change =>
        {
            if (await table.FindAsync(change.Account, ResourceId.Of(id), ct) is not { } found)
            {
                return Answer.NotFound(table.Kind, id);
            }

            if (Versions.Precondition(http, version(found.Value)) is { } failed)
            {
                return failed;
            }

            if (await table.CampaignsUsingAsync(change.Account, found.Value.Id, 1, ct) is [var campaign])
            {
                return InUse(table.Kind, found.Value, campaign);
            }

            table.Delete(change, found);
            return Answer.Success;
        },
        ct);

    // Word for word as documented: no blank before the parenthesis, and of several campaigns the one with the highest id.
    private static Answer InUse(string kind, INicknamed used, int campaign) => Answer.Error(
        StatusCodes.Status400BadRequest,
        $"{char.ToUpperInvariant(kind[0])}{kind[1..]} {used.Nickname}(id {used.Id}) is being used with campaign id {campaign}.");
}
