using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Azure.Data.Tables;
using Plum.Core.Accounts;
using Plum.Core.Audit;
using Plum.Core.Campaigns;
using Plum.Core.Validation;
using Plum.Functions.Shared;
using Plum.Functions.Shared.Input;

namespace Plum.Functions.Accounts;

/// <summary>
/// The schedules or the profiles of an account: a row each, a row for each nickname, and a row for each use by a
/// campaign.
/// </summary>
/// <param name="audited">What the audit log shows of one.</param>
public abstract class NicknamedTable<T>(
    AccountTable accounts, string kind, JsonTypeInfo<T> json, Func<T, IReadOnlyList<AuditField>> audited)
    where T : class, INicknamed
{
    public string Kind => kind;

    /// <summary>The field that may repeat the id of what is edited.</summary>
    internal abstract string IdField { get; }

    /// <summary>The fields that a request may have.</summary>
    internal abstract IReadOnlyList<string> Fields { get; }

    /// <summary>As an item of a list.</summary>
    internal abstract void Write(Utf8Json json, T one);

    /// <summary>What the answer to an edit has between id and nickname.</summary>
    internal virtual void WriteEdited(Utf8Json json, T edited, RequestFields sent)
    {
    }

    /// <summary>What a request wants created, given its id; the reader notes what is wrong with it.</summary>
    internal abstract (string? Nickname, Func<int, T> Create) ReadNew(FieldReader fields);

    /// <summary>What a request makes of one; the reader notes what is wrong with it.</summary>
    internal abstract T ReadEdited(FieldReader fields, T present);

    /// <summary>Whether campaigns that use it do something else after the edit.</summary>
    internal abstract bool ConcernsCampaigns(T before, T after);

    /// <summary>What such an edit makes of a started campaign.</summary>
    internal abstract Campaign Follow(Campaign started);

    internal string Version(T one) => Versions.Of(one, json);

    public async Task<Stored<T>?> FindAsync(string account, int id, CancellationToken ct) =>
        await accounts.FindAsync(account, AccountRows.Of(kind, id), ct) is { } row ? Read(row) : null;

    /// <summary>
    /// What a user means by <c>6</c> or <c>3wkdays</c>: digits alone are an id first, and a nickname if no such id
    /// exists.
    /// </summary>
    public async Task<T?> ResolveAsync(string account, string reference, CancellationToken ct)
    {
        if (int.TryParse(reference, out var id) && await FindAsync(account, id, ct) is { } byId)
        {
            return byId.Value;
        }

        return await IdOfNicknameAsync(account, reference, ct) is { } named
            ? (await FindAsync(account, named, ct))?.Value
            : null;
    }

    /// <summary>Those with ids above <paramref name="after"/>, by id.</summary>
    public async Task<IReadOnlyList<T>> ListAsync(string account, int after, int limit, CancellationToken ct)
    {
        var rows = accounts.RangeAsync(account, AccountRows.Of(kind, after + 1), $"{kind}}}", limit, ct);
        return await rows.Select(row => Read(row).Value).ToListAsync(ct);
    }

    /// <summary>Those with these ids, in one query; in none when there are no ids.</summary>
    public async Task<IReadOnlyDictionary<int, T>> FindAllAsync(
        string account, IEnumerable<int> ids, CancellationToken ct)
    {
        var wanted = ids.ToHashSet();
        if (wanted.Count == 0)
        {
            return new Dictionary<int, T>();
        }

        return await accounts
            .RangeAsync(account, AccountRows.Of(kind, wanted.Min()), AccountRows.Of(kind, wanted.Max() + 1), ct: ct)
            .Select(row => Read(row).Value)
            .Where(found => wanted.Contains(found.Id))
            .ToDictionaryAsync(found => found.Id, cancellationToken: ct);
    }

    public async Task<int?> IdOfNicknameAsync(string account, string nickname, CancellationToken ct) =>
        await accounts.FindAsync(account, AccountRows.Name(kind, nickname), ct) is { } row ? row.GetInt32("Id") : null;

    /// <summary>Whether another than <paramref name="id"/> has the nickname; nobody has none.</summary>
    public async Task<bool> IsTakenAsync(string account, string? nickname, int id, CancellationToken ct) =>
        nickname is not null && await IdOfNicknameAsync(account, nickname, ct) is { } owner && owner != id;

    /// <summary>Adds to the errors of a request that its nickname is taken, if it is.</summary>
    public async Task<FieldErrors> NoteTakenAsync(
        string account, string? nickname, int id, FieldErrors errors, CancellationToken ct)
    {
        if (await IsTakenAsync(account, nickname, id, ct))
        {
            errors.Add("nickname", ValidationTexts.Taken);
        }

        return errors;
    }

    /// <summary>Ids of the campaigns that use it, highest first.</summary>
    public async Task<IReadOnlyList<int>> CampaignsUsingAsync(
        string account, int id, int? limit, CancellationToken ct) =>
        await accounts.UnderAsync(account, AccountRows.Uses(kind, id), limit, ct)
            .Select(row => AccountRows.CampaignOfUse(row.RowKey))
            .ToListAsync(ct);

    internal void Add(AccountChange change, T added)
    {
        change.Add(AccountRows.Of(kind, added.Id), JsonSerializer.Serialize(added, json));
        AddName(change, added);
        change.Note(Named(added), AuditAction.Created, [], audited(added));
    }

    internal void Replace(AccountChange change, Stored<T> read, T changed)
    {
        change.Replace(AccountRows.Of(kind, changed.Id), JsonSerializer.Serialize(changed, json), read.Version);
        if (read.Value.Nickname != changed.Nickname)
        {
            DeleteName(change, read.Value);
            AddName(change, changed);
        }

        change.Note(Named(changed), AuditAction.Updated, audited(read.Value), audited(changed));
    }

    internal void Delete(AccountChange change, Stored<T> read)
    {
        change.Delete(AccountRows.Of(kind, read.Value.Id), read.Version);
        DeleteName(change, read.Value);
        change.Note(Named(read.Value), AuditAction.Deleted, audited(read.Value), []);
    }

    internal Stored<T> Read(TableEntity row) => new(AccountJson.Read(row, json), row.ETag);

    private string Named(T one) => $"{kind} {one.Id}";

    private void AddName(AccountChange change, T named)
    {
        if (named.Nickname is { } nickname)
        {
            change.Add(new TableEntity(change.Account, AccountRows.Name(kind, nickname)) { ["Id"] = named.Id });
        }
    }

    private void DeleteName(AccountChange change, T named)
    {
        if (named.Nickname is { } nickname)
        {
            change.Delete(AccountRows.Name(kind, nickname));
        }
    }
}
