using Azure;
using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using Plum.Functions.Accounts;

namespace Plum.Functions.Shared;

/// <summary>Lets a client repeat a POST with the same <c>Idempotency-Key</c> and still have it done once.</summary>
/// <remarks>
/// The key is claimed before anything is done, and the answer is written in the same transaction as what was done. A
/// crash before it leaves a claim and no effect; whoever repeats the request takes the claim over once its lease is up.
/// Only successes are kept: a refused request has changed nothing and may be corrected under the same key.
/// </remarks>
public sealed class IdempotencyKeys(AccountTable accounts, TimeProvider time)
{
    internal const string Header = "Idempotency-Key";
    internal const int MaxLength = 255;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    /// <summary>How long a key is remembered.</summary>
    internal static readonly TimeSpan Memory = TimeSpan.FromHours(24);

    /// <summary>Whether the request is to be recognised when it is repeated.</summary>
    public static bool Sent(HttpRequest http) => http.Headers.ContainsKey(Header);

    /// <summary>Does what the request asks unless it was done before under its key.</summary>
    /// <param name="fingerprint">Stands for everything the request says.</param>
    /// <param name="act">
    /// Takes the claim, null without a key, and writes its answer into it together with what it does.
    /// </param>
    internal async Task<Answer> OnceAsync(
        HttpRequest http,
        string account,
        string fingerprint,
        Func<IdempotencyClaim?, Task<Answer>> act,
        CancellationToken ct)
    {
        if (http.Headers[Header].ToString() is not { Length: > 0 } key)
        {
            return await act(null);
        }

        if (key.Length > MaxLength)
        {
            return Answer.Error(
                StatusCodes.Status400BadRequest, $"The Idempotency-Key may not be longer than {MaxLength} characters.");
        }

        var claim = new IdempotencyClaim(account, AccountRows.Idempotency(key), fingerprint, time.GetUtcNow());
        return await ClaimAsync(claim, ct) ?? await ActAsync(claim, act);
    }

    /// <summary>
    /// Writes down the list that is about to join a queue, so that whoever takes the claim over joins the same one.
    /// </summary>
    /// <returns>The list to join: an earlier holder's, if it got as far.</returns>
    internal async Task<string> NoteBatchAsync(IdempotencyClaim claim, string batch, CancellationToken ct)
    {
        if (claim.Batch is not null)
        {
            return claim.Batch;
        }

        claim.Batch = batch;
        await UpdateAsync(claim, claim.Row(), ct);
        return batch;
    }

    /// <summary>Keeps the answer of something that could be done twice without harm.</summary>
    internal Task CompleteAsync(IdempotencyClaim claim, Answer answer, CancellationToken ct) =>
        UpdateAsync(claim, claim.Row(answer), ct);

    private async Task<Answer> ActAsync(IdempotencyClaim claim, Func<IdempotencyClaim?, Task<Answer>> act)
    {
        var done = false;
        try
        {
            var answer = await act(claim);
            done = answer.IsSuccess;
            return answer;
        }
        finally
        {
            // A claim with a list noted is kept: the list may have joined its queue.
            if (!done && claim.Batch is null)
            {
                // Unless it holds an answer: what failed came after the request's own change.
                await accounts.Rows.TryDeleteAsync(claim.Account, claim.RowKey, claim.Version, CancellationToken.None);
            }
        }
    }

    /// <summary>Null when the claim is ours; otherwise the answer that settles the request.</summary>
    private async Task<Answer?> ClaimAsync(IdempotencyClaim claim, CancellationToken ct)
    {
        if (await accounts.Rows.TrySaveAsync(claim.Row(), read: null, ct) is { } version)
        {
            claim.Version = version;
            await TryForgetOldAsync(claim, ct);
            return null;
        }

        return await accounts.FindAsync(claim.Account, claim.RowKey, ct) is { } earlier
            ? await SettleAsync(claim, earlier, ct)
            : InProgress();
    }

    private async Task<Answer?> SettleAsync(IdempotencyClaim claim, TableEntity earlier, CancellationToken ct)
    {
        var age = claim.At - earlier.GetDateTimeOffset(IdempotencyClaim.AtProperty)!.Value;
        var expired = age >= Memory;
        if (!expired && earlier.GetString(IdempotencyClaim.FingerprintProperty) != claim.Fingerprint)
        {
            return Answer.Error(
                StatusCodes.Status422UnprocessableEntity, "The Idempotency-Key was used with another request.");
        }

        if (!expired && IdempotencyClaim.AnswerIn(earlier) is { } answer)
        {
            return answer.With("Idempotent-Replayed", "true");
        }

        if (age < Lease)
        {
            return InProgress();
        }

        claim.Version = earlier.ETag;
        claim.Batch = expired ? null : earlier.GetString(IdempotencyClaim.BatchProperty);
        return await TryUpdateAsync(claim, claim.Row(), ct) ? null : InProgress();
    }

    private static Answer InProgress() => Answer
        .Error(StatusCodes.Status409Conflict, "A request with this Idempotency-Key is in progress.")
        .RetryAfter(1);

    private async Task UpdateAsync(IdempotencyClaim claim, TableEntity row, CancellationToken ct)
    {
        if (!await TryUpdateAsync(claim, row, ct))
        {
            throw new BusyException(); // the claim was taken over
        }
    }

    private async Task<bool> TryUpdateAsync(IdempotencyClaim claim, TableEntity row, CancellationToken ct)
    {
        if (await accounts.Rows.TrySaveAsync(row, claim.Version, ct) is not { } saved)
        {
            return false;
        }

        claim.Version = saved;
        return true;
    }

    private async Task TryForgetOldAsync(IdempotencyClaim claim, CancellationToken ct)
    {
        try
        {
            await ForgetOldAsync(claim, ct);
        }
        catch (RequestFailedException)
        {
            // Its own request has a key and goes on: another claim will find what is left.
        }
    }

    /// <summary>
    /// One claim in eight clears away keys past their day, from its own place in the hashed order onwards.
    /// </summary>
    private async Task ForgetOldAsync(IdempotencyClaim claim, CancellationToken ct)
    {
        if (claim.RowKey[^1] is not ('0' or '8'))
        {
            return;
        }

        var (account, from, end, before) = (claim.Account, claim.RowKey, "key}", claim.At - Memory);
        var old = accounts.Rows.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter(
                $"PartitionKey eq {account} and RowKey ge {from} and RowKey lt {end} and At lt {before}"),
            50,
            ["RowKey"],
            ct);
        await foreach (var page in old.AsPages().WithCancellation(ct))
        {
            foreach (var row in page.Values)
            {
                await accounts.Rows.DeleteEntityAsync(account, row.RowKey, row.ETag, ct);
            }

            break;
        }
    }
}
