using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Core.Audit;
using Plum.Core.Campaigns;
using Plum.Core.Validation;
using Plum.Functions.Accounts;
using Plum.Functions.Campaigns;
using Plum.Functions.Shared;
using Plum.Functions.Shared.Input;

namespace Plum.Functions.Calls.Results;

/// <summary>
/// POST /api/campaigns/{id}/dead-letters/resend: posts dead letters again, to the result_url that holds now.
/// </summary>
/// <remarks>
/// The request only hands them to the queue of results. A letter stays listed until it is posted: then it is delivered,
/// or tried for a day again, or dead as before, so that no crash on the way loses one.
/// </remarks>
public sealed class ResendDeadLetters(
    ApiRequests api,
    AccountTable accounts,
    IdempotencyKeys keys,
    CampaignTable campaigns,
    DefaultCampaign defaults,
    ResultTable results,
    ResultQueue queue)
{
    private const int ReadsAtOnce = 8;

    internal static readonly string[] Fields = [ResendRequest.Field, "limit", "cursor"];

    [Function(nameof(ResendDeadLetters))]
    public Task<IResult> Run(
        [HttpTrigger(
            AuthorizationLevel.Anonymous, "post", Route = "api/campaigns/{id}/dead-letters/resend")] HttpRequest http,
        string id,
        CancellationToken ct) =>
        api.AnswerAsync(http, caller => AnswerAsync(http, caller, id, ct), ct);

    private async Task<Answer> AnswerAsync(HttpRequest http, Caller caller, string id, CancellationToken ct)
    {
        var sent = await RequestFields.ReadAsync(http, onFile: null, ct);
        if (await campaigns.FindCampaignAsync(
            await defaults.KeyOfAsync(caller, id, ct), ct) is not { Value.Key: var key })
        {
            return Answer.NotFound(AccountRows.Campaign, id);
        }

        var errors = new FieldErrors().RefuseOthers(sent.AllNames, Fields);
        var named = ResendRequest.CallIds(sent, errors);
        var paging = Paging.Read(http, errors);
        if (paging is null || !errors.None)
        {
            return Answer.Invalid(errors);
        }

        return await keys.OnceAsync(
            http,
            caller.Account,
            Fingerprint.Of(http, sent),
            async claim => await ResendAsync(
                caller,
                key,
                claim,
                named is null ? await AllAsync(http, key, paging, ct) : await NamedAsync(key, named, ct)),
            ct);
    }

    // Once begun it is brought to its end and noted, also when the caller goes away.
    private async Task<Answer> ResendAsync(Caller caller, CampaignKey key, IdempotencyClaim? claim, Found found)
    {
        if (!found.Answer.IsSuccess)
        {
            return found.Answer;
        }

        await queue.ResendAsync(key, found.Letters, default);
        return await accounts.ChangeAsync(caller, change => Task.FromResult(Note(change, key, claim, found)), default);
    }

    private static Answer Note(AccountChange change, CampaignKey key, IdempotencyClaim? claim, Found found)
    {
        if (found.Letters.Count > 0)
        {
            change.Note(CampaignTable.Named(key), AuditAction.Resent, new AuditField("calls", found.Letters.Count));
        }

        return change.Answer(claim, found.Answer);
    }

    private async Task<Found> AllAsync(HttpRequest http, CampaignKey key, Paging paging, CancellationToken ct)
    {
        var found = await results.ListDeadAsync(key, paging.After, paging.Limit + 1, ct);
        List<DeadLetter> letters = [.. found.Take(paging.Limit)];
        var next = found.Count > letters.Count ? letters[^1].CallId.ToString(CultureInfo.InvariantCulture) : null;
        var answer = Answer.Response(json =>
        {
            json.WriteNumber("resent", letters.Count);
            if (next is not null)
            {
                json.WriteString("next", next);
            }
        });
        return new(letters, next is null ? answer : answer.With("Link", Paging.Next(http, next, paging.Limit)));
    }

    // All are looked up before any is sent.
    private async Task<Found> NamedAsync(CampaignKey key, IReadOnlyList<string> callIds, CancellationToken ct)
    {
        var letters = new DeadLetter?[callIds.Count];
        await Parallel.ForAsync(
            0,
            callIds.Count,
            new ParallelOptions { MaxDegreeOfParallelism = ReadsAtOnce, CancellationToken = ct },
            async (i, stop) => letters[i] = await results.FindDeadAsync(key, ResourceId.Of(callIds[i]), stop));
        if (Array.IndexOf(letters, null) is var missing and >= 0)
        {
            return new([], Answer.NotFound("dead letter", callIds[missing]));
        }

        return new(
            [.. letters.OfType<DeadLetter>()], Answer.Response(json => json.WriteNumber("resent", letters.Length)));
    }

    private sealed record Found(IReadOnlyList<DeadLetter> Letters, Answer Answer);
}

/// <summary>Which dead letters a request names.</summary>
internal static class ResendRequest
{
    public const string Field = "call_id";
    public const int MaxCallIds = 1_000;

    /// <summary>
    /// The call ids: one, an array, or a list with commas, each once. Null when the request does not name any.
    /// </summary>
    public static IReadOnlyList<string>? CallIds(RequestFields sent, FieldErrors errors)
    {
        if (!sent.Has(Field))
        {
            return null;
        }

        var ids = (sent.Array(Field) ?? (sent[Field] ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))
            .Select(id => id.Trim())
            .Where(id => id.Length > 0)
            .Distinct()
            .ToList();
        if (ids.Count == 0)
        {
            // Left empty by mistake, it must not mean all of them.
            errors.Add(Field, ValidationTexts.Required);
        }
        else if (ids.Count > MaxCallIds)
        {
            errors.Add(Field, ValidationTexts.MaxItems(Field, MaxCallIds));
        }
        else if (!ids.All(id => id.All(char.IsAsciiDigit)))
        {
            errors.Add(Field, ValidationTexts.WholeNumber);
        }

        return ids;
    }
}
