// Package Azure.Data.Tables 12.11.0.

using System.Linq.Expressions;
using Azure.Data.Tables.Models;
using Azure.Data.Tables.Sas;

namespace Azure.Data.Tables;

public class TableClient
{
    protected TableClient() { }
    public TableClient(string connectionString, string tableName) { }
    public TableClient(string connectionString, string tableName, TableClientOptions options = null) { }
    public TableClient(Uri endpoint, AzureSasCredential credential, TableClientOptions options = null) { }
    public TableClient(Uri endpoint, TableClientOptions options = null) { }
    public TableClient(Uri endpoint, string tableName, Core.TokenCredential tokenCredential, TableClientOptions options = null) { }
    public TableClient(Uri endpoint, string tableName, TableSharedKeyCredential credential) { }
    public TableClient(Uri endpoint, string tableName, TableSharedKeyCredential credential, TableClientOptions options = null) { }
    public virtual string AccountName => throw null!;
    public virtual string Name => throw null!;
    public virtual Uri Uri => throw null!;
    public virtual Response<TableItem> Create(CancellationToken cancellationToken = default) => throw null!;
    public virtual Task<Response<TableItem>> CreateAsync(CancellationToken cancellationToken = default) => throw null!;
    public virtual Response<TableItem> CreateIfNotExists(CancellationToken cancellationToken = default) => throw null!;
    public virtual Task<Response<TableItem>> CreateIfNotExistsAsync(CancellationToken cancellationToken = default) => throw null!;
    public virtual Response Delete(CancellationToken cancellationToken = default) => throw null!;
    public virtual Task<Response> DeleteAsync(CancellationToken cancellationToken = default) => throw null!;
    public virtual Response AddEntity<T>(T entity, CancellationToken cancellationToken = default)
        where T : ITableEntity => throw null!;
    public virtual Task<Response> AddEntityAsync<T>(T entity, CancellationToken cancellationToken = default)
        where T : ITableEntity => throw null!;
    public virtual Response UpsertEntity<T>(
        T entity, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
        where T : ITableEntity => throw null!;
    public virtual Task<Response> UpsertEntityAsync<T>(
        T entity, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
        where T : ITableEntity => throw null!;
    public virtual Response UpdateEntity<T>(
        T entity, ETag ifMatch, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
        where T : ITableEntity => throw null!;
    public virtual Task<Response> UpdateEntityAsync<T>(
        T entity, ETag ifMatch, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
        where T : ITableEntity => throw null!;
    public virtual Response DeleteEntity(
        string partitionKey, string rowKey, ETag ifMatch = default, CancellationToken cancellationToken = default) => throw null!;
    public virtual Task<Response> DeleteEntityAsync(
        string partitionKey, string rowKey, ETag ifMatch = default, CancellationToken cancellationToken = default) => throw null!;
    public virtual Response DeleteEntity(
        ITableEntity entity, ETag ifMatch = default, CancellationToken cancellationToken = default) => throw null!;
    public virtual Task<Response> DeleteEntityAsync(
        ITableEntity entity, ETag ifMatch = default, CancellationToken cancellationToken = default) => throw null!;
    public virtual Response<T> GetEntity<T>(
        string partitionKey, string rowKey, IEnumerable<string> select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity => throw null!;
    public virtual Task<Response<T>> GetEntityAsync<T>(
        string partitionKey, string rowKey, IEnumerable<string> select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity => throw null!;
    public virtual NullableResponse<T> GetEntityIfExists<T>(
        string partitionKey, string rowKey, IEnumerable<string> select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity => throw null!;
    public virtual Task<NullableResponse<T>> GetEntityIfExistsAsync<T>(
        string partitionKey, string rowKey, IEnumerable<string> select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity => throw null!;
    public virtual Pageable<T> Query<T>(
        Expression<Func<T, bool>> filter, int? maxPerPage = null, IEnumerable<string> select = null,
        CancellationToken cancellationToken = default)
        where T : class, ITableEntity => throw null!;
    public virtual AsyncPageable<T> QueryAsync<T>(
        Expression<Func<T, bool>> filter, int? maxPerPage = null, IEnumerable<string> select = null,
        CancellationToken cancellationToken = default)
        where T : class, ITableEntity => throw null!;
    public virtual Pageable<T> Query<T>(
        string filter = null, int? maxPerPage = null, IEnumerable<string> select = null,
        CancellationToken cancellationToken = default)
        where T : class, ITableEntity => throw null!;
    public virtual AsyncPageable<T> QueryAsync<T>(
        string filter = null, int? maxPerPage = null, IEnumerable<string> select = null,
        CancellationToken cancellationToken = default)
        where T : class, ITableEntity => throw null!;
    public virtual Response<IReadOnlyList<Response>> SubmitTransaction(
        IEnumerable<TableTransactionAction> transactionActions, CancellationToken cancellationToken = default) => throw null!;
    public virtual Task<Response<IReadOnlyList<Response>>> SubmitTransactionAsync(
        IEnumerable<TableTransactionAction> transactionActions, CancellationToken cancellationToken = default) => throw null!;
    public virtual Response<IReadOnlyList<TableSignedIdentifier>> GetAccessPolicies(
        CancellationToken cancellationToken = default) => throw null!;
    public virtual Task<Response<IReadOnlyList<TableSignedIdentifier>>> GetAccessPoliciesAsync(
        CancellationToken cancellationToken = default) => throw null!;
    public virtual Response SetAccessPolicy(
        IEnumerable<TableSignedIdentifier> tableAcl, CancellationToken cancellationToken = default) => throw null!;
    public virtual Task<Response> SetAccessPolicyAsync(
        IEnumerable<TableSignedIdentifier> tableAcl, CancellationToken cancellationToken = default) => throw null!;
    public virtual TableSasBuilder GetSasBuilder(TableSasPermissions permissions, DateTimeOffset expiresOn) => throw null!;
    public virtual TableSasBuilder GetSasBuilder(string rawPermissions, DateTimeOffset expiresOn) => throw null!;
    public virtual Uri GenerateSasUri(TableSasPermissions permissions, DateTimeOffset expiresOn) => throw null!;
    public virtual Uri GenerateSasUri(TableSasBuilder builder) => throw null!;
    public static string CreateQueryFilter(FormattableString filter) => throw null!;
    public static string CreateQueryFilter<T>(Expression<Func<T, bool>> filter) => throw null!;
}

public interface ITableEntity
{
    string PartitionKey { get; set; }
    string RowKey { get; set; }
    DateTimeOffset? Timestamp { get; set; }
    ETag ETag { get; set; }
}

public class TableTransactionAction
{
    public TableTransactionAction(TableTransactionActionType actionType, ITableEntity entity) { }
    public TableTransactionAction(TableTransactionActionType actionType, ITableEntity entity, ETag etag = default) { }
    public TableTransactionActionType ActionType => throw null!;
    public ITableEntity Entity => throw null!;
    public ETag ETag => throw null!;
}

public enum TableTransactionActionType
{
    Add = 0,
    UpdateMerge = 1,
    UpdateReplace = 2,
    Delete = 3,
    UpsertMerge = 4,
    UpsertReplace = 5,
}

public enum TableUpdateMode
{
    Merge = 0,
    Replace = 1,
}

public class TableTransactionFailedException : RequestFailedException
{
    public TableTransactionFailedException(RequestFailedException requestFailedException) : base(default(string)) { }
    public int? FailedTransactionActionIndex => throw null!;
}
