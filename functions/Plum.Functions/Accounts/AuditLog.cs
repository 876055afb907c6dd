using Microsoft.AspNetCore.Http;
using NodaTime.Text;
using Plum.Core.Audit;
using Plum.Core.Validation;
using Plum.Functions.Shared;

namespace Plum.Functions.Accounts;

/// <summary>
/// Reads the audit log of an account, or of the service as a whole. Nothing but the change itself writes into it.
/// </summary>
public sealed class AuditLog(AccountTable accounts)
{
    private const int DefaultLimit = 100;

    /// <summary>An entry may have 30,000 characters: this keeps a page, which is held in memory, to a few MB.</summary>
    internal const int MaxLimit = 200;


    /// <summary>
    /// A page of the log, newest first, in one storage operation. What comes in meanwhile moves no later page.
    /// </summary>
    internal async Task<Answer> AnswerAsync(HttpRequest http, string account, CancellationToken ct)
    {
        var errors = new FieldErrors();
        if (Paging.Read(http, errors, DefaultLimit, MaxLimit) is not { } paging)
        {
            return Answer.Invalid(errors);
        }

        var first = paging.After == 0 ? AuditRows.Newest : AuditRows.Of(paging.After - 1);
        var rows = accounts.RangeAsync(account, first, AuditRows.End, paging.Limit, ct);
        var found = await rows.Select(AuditRows.Read).ToListAsync(ct);
        var answer = new Answer(StatusCodes.Status200OK, Utf8Json.OfEach(found, Write));

        // The numbers have no gaps, so the last of a page tells whether there are more.
        return found is [.., { Sequence: > 1 and var last }] && found.Count == paging.Limit
            ? answer.With("Link", Paging.Next(http, $"{last}", paging.Limit))
            : answer;
    }

    private static void Write(Utf8Json json, AuditEntry entry)
    {
        json.WriteNumber("sequence", entry.Sequence);
        json.WriteString("at", InstantPattern.ExtendedIso.Format(entry.At));
        json.WriteString("by", entry.By);
        json.WriteString("action", entry.Action);
        json.WriteString("what", entry.What);
        json.WriteNode("changes", entry.Changes);
    }
}
