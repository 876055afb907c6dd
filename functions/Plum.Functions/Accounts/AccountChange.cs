using Azure;
using Azure.Data.Tables;
using NodaTime;
using Plum.Core.Audit;
using Plum.Functions.Shared;

namespace Plum.Functions.Accounts;

/// <summary>
/// What one request changes in an account: gathered first, then written as one transaction or not at all.
/// </summary>
/// <remarks>
/// Every change rewrites the account's ledger row under the version it read. Whatever a request looked up before it
/// decided (a nickname that was free, a schedule that nobody used) is therefore still true when its transaction
/// succeeds.
/// </remarks>
internal sealed class AccountChange
{
    /// <summary>A transaction takes 100 rows; the ledger and the answer under an idempotency key need two.</summary>
    public const int MaxRows = 98;

    private const string RecentChanges = "Recent";
    private const int MaxRecent = 20;

    private readonly TableEntity _ledger;
    private readonly List<TableTransactionAction> _actions = [];

    public AccountChange(TableEntity ledger, Caller caller, Instant at)
    {
        (_ledger, Caller, At) = (ledger, caller, at);
        _ledger[RecentChanges] = string.Join(',', RecentIn(ledger).Prepend(Id).Take(MaxRecent));
        _actions.Add(new(TableTransactionActionType.UpdateReplace, ledger, ledger.ETag));
    }

    public string Account => _ledger.PartitionKey;

    public Caller Caller { get; }

    public Instant At { get; }

    /// <summary>Tells this change from every other. A transaction whose answer got lost is recognised by it.</summary>
    public string Id { get; } = Guid.NewGuid().ToString("N")[..12];

    public bool IsEmpty => _actions.Count == 1;

    public int Rows => _actions.Count;

    public IReadOnlyList<TableTransactionAction> Actions => _actions;

    /// <summary>Whether this change is already written, according to a ledger read after it was tried.</summary>
    public bool IsIn(TableEntity ledger) => RecentIn(ledger).Contains(Id);

    /// <summary>The next id of this kind. Ids count from 1 and are never used twice.</summary>
    public int NextId(string kind)
    {
        var id = (_ledger.GetInt32(kind) ?? 0) + 1;
        _ledger[kind] = id;
        return id;
    }

    public void Add(string row, string? json = null) => Add(Entity(row, json));

    public void Add(TableEntity entity) => _actions.Add(new(TableTransactionActionType.Add, entity));

    public void Replace(string row, string json, ETag version) => Replace(Entity(row, json), version);

    public void Replace(TableEntity entity, ETag version) =>
        _actions.Add(new(TableTransactionActionType.UpdateReplace, entity, version));

    public void Delete(string row) => Delete(row, ETag.All);

    public void Delete(string row, ETag version) =>
        _actions.Add(new(TableTransactionActionType.Delete, Entity(row, null), version));

    /// <summary>
    /// Tells in the account's audit log what this change does, in the transaction of the change itself. An update of
    /// fields that leaves them as they were is none.
    /// </summary>
    /// <param name="what">What is changed: <c>schedule 3</c>.</param>
    /// <param name="action">What is done to it, such as <see cref="AuditAction.Updated"/>.</param>
    /// <param name="from">Its fields before; nothing when it is new.</param>
    /// <param name="to">Its fields after; nothing when it is gone.</param>
    public void Note(string what, string action, IReadOnlyList<AuditField> from, IReadOnlyList<AuditField> to)
    {
        var changes = AuditChanges.Between(from, to);
        if (changes.Count > 0 || action != AuditAction.Updated)
        {
            Add(AuditRows.Write(Account, new(NextId(AuditRows.Kind), At, Caller.By, action, what, changes)));
        }
    }

    /// <summary>Likewise for what is done to something and changes no field of it: so many calls added.</summary>
    public void Note(string what, string action, params AuditField[] facts) => Note(what, action, [], facts);

    /// <summary>
    /// The answer to a request that made this change, kept under its idempotency key in the same transaction.
    /// </summary>
    public Answer Answer(IdempotencyClaim? claim, Answer answer)
    {
        if (claim is not null)
        {
            Replace(claim.Row(answer), claim.Version);
        }

        return answer;
    }

    private static string[] RecentIn(TableEntity ledger) => ledger.GetString(RecentChanges)?.Split(',') ?? [];

    private TableEntity Entity(string row, string? json)
    {
        var entity = new TableEntity(Account, row);
        if (json is not null)
        {
            entity[AccountJson.Property] = json;
        }

        return entity;
    }
}
