using Microsoft.AspNetCore.Http;
using Plum.Core.Accounts;
using Plum.Core.Validation;
using Plum.Functions.Campaigns;
using Plum.Functions.Shared;
using Plum.Functions.Shared.Input;

namespace Plum.Functions.Accounts;

/// <summary>The requests about schedules and about profiles, which differ in their fields alone.</summary>
public sealed class NicknamedRequests(
    ApiRequests api, IdempotencyKeys keys, AccountTable accounts, CampaignEpochs epochs)
{
    internal Task<IResult> ListAsync<T>(NicknamedTable<T> table, HttpRequest http, CancellationToken ct)
        where T : class, INicknamed => api.AnswerAsync(
        http,
        async caller =>
        {
            var errors = new FieldErrors();
            if (Paging.Read(http, errors) is not { } paging)
            {
                return Answer.Invalid(errors);
            }

            var found = await table.ListAsync(caller.Account, paging.After, paging.Limit + 1, ct);
            return paging.Answer(http, found, one => one.Id, table.Write);
        },
        ct);

    internal Task<IResult> GetAsync<T>(NicknamedTable<T> table, HttpRequest http, string id, CancellationToken ct)
        where T : class, INicknamed => api.AnswerAsync(
        http,
        async caller => await table.FindAsync(caller.Account, ResourceId.Of(id), ct) is { Value: var found }
            ? Answer.Json(json => table.Write(json, found)).With("ETag", table.Version(found))
            : Answer.NotFound(table.Kind, id),
        ct);

    internal Task<IResult> CreateAsync<T>(NicknamedTable<T> table, HttpRequest http, CancellationToken ct)
        where T : class, INicknamed => api.AnswerAsync(
        http,
        async caller =>
        {
            var sent = await RequestFields.ReadAsync(http, onFile: null, ct);
            var fields = new FieldReader(sent.Sent);
            var (nickname, create) = table.ReadNew(fields);
            fields.Errors.RefuseOthers(sent.AllNames, table.Fields);
            return fields.Errors.None
                ? await keys.OnceAsync(
                    http,
                    caller.Account,
                    Fingerprint.Of(http, sent),
                    claim => CreateAsync(table, caller, nickname, create, claim, ct),
                    ct)
                : Answer.Invalid(await table.NoteTakenAsync(caller.Account, nickname, 0, fields.Errors, ct));
        },
        ct);

    private Task<Answer> CreateAsync<T>(
        NicknamedTable<T> table, Caller caller, string? nickname, Func<int, T> create, IdempotencyClaim? claim,
        CancellationToken ct)
        where T : class, INicknamed => accounts.ChangeAsync(
        caller,
        async change =>
        {
            if (await table.IsTakenAsync(change.Account, nickname, 0, ct))
            {
                return Answer.Invalid("nickname", ValidationTexts.Taken("nickname"));
            }

            var created = create(change.NextId(table.Kind));
            table.Add(change, created);
            return change.Answer(claim, Answer.Response(json =>
            {
                json.WriteNumber("id", created.Id);
                json.WriteString("nickname", created.Nickname);
            }));
        },
        ct);

    /// <summary>Started campaigns that use it follow at once, where the change concerns them.</summary>
    internal Task<IResult> UpdateAsync<T>(NicknamedTable<T> table, HttpRequest http, string id, CancellationToken ct)
        where T : class, INicknamed => api.AnswerAsync(
        http,
        async caller =>
        {
            var sent = await RequestFields.ReadAsync(http, onFile: null, ct);
            var raise = epochs.Begin(caller.Account, table.Follow);
            var answer = await accounts.ChangeAsync(
                caller, change => UpdateAsync(table, change, raise, http, id, sent, ct), ct);
            await raise.FinishAsync(ct);
            return answer;
        },
        ct);

    private static async Task<Answer> UpdateAsync<T>(
        NicknamedTable<T> table, AccountChange change, EpochRaise raise, HttpRequest http, string id,
        RequestFields sent, CancellationToken ct)
        where T : class, INicknamed
    {
        if (await table.FindAsync(change.Account, ResourceId.Of(id), ct) is not { } found)
        {
            return Answer.NotFound(table.Kind, id);
        }

        if (Versions.Precondition(http, table.Version(found.Value)) is { } failed)
        {
            return failed;
        }

        var fields = new FieldReader(sent.Sent);
        var edited = table.ReadEdited(fields, found.Value);
        fields.RequireSame(table.IdField, edited.Id)
            .Errors.RefuseOthers(sent.AllNames, [table.IdField, .. table.Fields]);
        await table.NoteTakenAsync(change.Account, edited.Nickname, edited.Id, fields.Errors, ct);
        if (!fields.Errors.None)
        {
            return Answer.Invalid(fields.Errors);
        }

        table.Replace(change, found, edited);
        if (table.ConcernsCampaigns(found.Value, edited))
        {
            await raise.AddAsync(change, await table.CampaignsUsingAsync(change.Account, edited.Id, null, ct), ct);
        }

        return Answer.Response(json =>
        {
            json.WriteNumber("id", edited.Id);
            table.WriteEdited(json, edited, sent);
            json.WriteString("nickname", edited.Nickname);
        }).With("ETag", table.Version(edited));
    }

    /// <summary>Deletes one that no campaign uses.</summary>
    internal Task<IResult> DeleteAsync<T>(NicknamedTable<T> table, HttpRequest http, string id, CancellationToken ct)
        where T : class, INicknamed =>
        api.AnswerAsync(
            http, caller => accounts.ChangeAsync(caller, change => DeleteAsync(table, change, http, id, ct), ct), ct);

    private static async Task<Answer> DeleteAsync<T>(
        NicknamedTable<T> table, AccountChange change, HttpRequest http, string id, CancellationToken ct)
        where T : class, INicknamed
    {
        if (await table.FindAsync(change.Account, ResourceId.Of(id), ct) is not { } found)
        {
            return Answer.NotFound(table.Kind, id);
        }

        if (Versions.Precondition(http, table.Version(found.Value)) is { } failed)
        {
            return failed;
        }

        if (await table.CampaignsUsingAsync(change.Account, found.Value.Id, 1, ct) is [var campaign])
        {
            return InUse(table.Kind, found.Value, campaign);
        }

        table.Delete(change, found);
        return Answer.Success;
    }

    // Word for word as documented: no blank before the parenthesis, and of several campaigns the one with the highest
    // id.
    private static Answer InUse(string kind, INicknamed used, int campaign) => Answer.Error(
        StatusCodes.Status400BadRequest,
        $"{char.ToUpperInvariant(kind[0])}{kind[1..]} {used.Nickname}(id {used.Id}) "
            + $"is being used with campaign id {campaign}.");
}
