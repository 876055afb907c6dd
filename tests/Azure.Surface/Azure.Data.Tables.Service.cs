// Package Azure.Data.Tables 12.11.0.

using System.Linq.Expressions;
using Azure.Core;
using Azure.Data.Tables.Models;
using Azure.Data.Tables.Sas;

namespace Azure.Data.Tables;

public class TableServiceClient
{
    protected TableServiceClient() { }
    public TableServiceClient(string connectionString) { }
    public TableServiceClient(string connectionString, TableClientOptions options = null) { }
    public TableServiceClient(Uri endpoint, AzureSasCredential credential) { }
    public TableServiceClient(Uri endpoint, AzureSasCredential credential, TableClientOptions options = null) { }
    public TableServiceClient(Uri endpoint, TokenCredential tokenCredential, TableClientOptions options = null) { }
    public TableServiceClient(Uri endpoint, TableClientOptions options = null) { }
    public TableServiceClient(Uri endpoint, TableSharedKeyCredential credential) { }
    public TableServiceClient(Uri endpoint, TableSharedKeyCredential credential, TableClientOptions options) { }
    public virtual string AccountName => throw null!;
    public virtual Uri Uri => throw null!;
    public virtual TableClient GetTableClient(string tableName) => throw null!;
    public virtual Response<TableItem> CreateTable(string tableName, CancellationToken cancellationToken = default) => throw null!;
    public virtual Task<Response<TableItem>> CreateTableAsync(
        string tableName, CancellationToken cancellationToken = default) => throw null!;
    public virtual Response<TableItem> CreateTableIfNotExists(
        string tableName, CancellationToken cancellationToken = default) => throw null!;
    public virtual Task<Response<TableItem>> CreateTableIfNotExistsAsync(
        string tableName, CancellationToken cancellationToken = default) => throw null!;
    public virtual Response DeleteTable(string tableName, CancellationToken cancellationToken = default) => throw null!;
    public virtual Task<Response> DeleteTableAsync(
        string tableName, CancellationToken cancellationToken = default) => throw null!;
    public virtual Pageable<TableItem> Query(
        string filter = null, int? maxPerPage = null, CancellationToken cancellationToken = default) => throw null!;
    public virtual Pageable<TableItem> Query(
        FormattableString filter, int? maxPerPage = null, CancellationToken cancellationToken = default) => throw null!;
    public virtual Pageable<TableItem> Query(
        Expression<Func<TableItem, bool>> filter, int? maxPerPage = null, CancellationToken cancellationToken = default) => throw null!;
    public virtual AsyncPageable<TableItem> QueryAsync(
        string filter = null, int? maxPerPage = null, CancellationToken cancellationToken = default) => throw null!;
    public virtual AsyncPageable<TableItem> QueryAsync(
        FormattableString filter, int? maxPerPage = null, CancellationToken cancellationToken = default) => throw null!;
    public virtual AsyncPageable<TableItem> QueryAsync(
        Expression<Func<TableItem, bool>> filter, int? maxPerPage = null, CancellationToken cancellationToken = default) => throw null!;
    public virtual Response<TableServiceProperties> GetProperties(CancellationToken cancellationToken = default) => throw null!;
    public virtual Task<Response<TableServiceProperties>> GetPropertiesAsync(
        CancellationToken cancellationToken = default) => throw null!;
    public virtual Response SetProperties(
        TableServiceProperties properties, CancellationToken cancellationToken = default) => throw null!;
    public virtual Task<Response> SetPropertiesAsync(
        TableServiceProperties properties, CancellationToken cancellationToken = default) => throw null!;
    public virtual Response<TableServiceStatistics> GetStatistics(CancellationToken cancellationToken = default) => throw null!;
    public virtual Task<Response<TableServiceStatistics>> GetStatisticsAsync(
        CancellationToken cancellationToken = default) => throw null!;
    public virtual TableAccountSasBuilder GetSasBuilder(
        TableAccountSasPermissions permissions, TableAccountSasResourceTypes resourceTypes, DateTimeOffset expiresOn) => throw null!;
    public virtual TableAccountSasBuilder GetSasBuilder(
        string rawPermissions, TableAccountSasResourceTypes resourceTypes, DateTimeOffset expiresOn) => throw null!;
    public virtual Uri GenerateSasUri(
        TableAccountSasPermissions permissions, TableAccountSasResourceTypes resourceTypes, DateTimeOffset expiresOn) => throw null!;
    public virtual Uri GenerateSasUri(TableAccountSasBuilder builder) => throw null!;
    public static string CreateQueryFilter(FormattableString filter) => throw null!;
    public static string CreateQueryFilter(Expression<Func<TableItem, bool>> filter) => throw null!;
}

public class TableClientOptions : ClientOptions
{
    public TableClientOptions(ServiceVersion serviceVersion = ServiceVersion.V2020_12_06) { }
    public TableAudience? Audience { get => throw null!; set => throw null!; }
    public bool EnableTenantDiscovery { get => throw null!; set => throw null!; }

    public enum ServiceVersion
    {
        V2019_02_02 = 1,
        V2020_12_06 = 2,
    }
}

public readonly struct TableAudience : IEquatable<TableAudience>
{
    public TableAudience(string value) => throw null!;
    public static TableAudience AzureChina => throw null!;
    public static TableAudience AzureGovernment => throw null!;
    public static TableAudience AzurePublicCloud => throw null!;
    public bool Equals(TableAudience other) => throw null!;
    public override bool Equals(object obj) => throw null!;
    public override int GetHashCode() => throw null!;
    public static bool operator ==(TableAudience left, TableAudience right) => throw null!;
    public static implicit operator TableAudience(string value) => throw null!;
    public static bool operator !=(TableAudience left, TableAudience right) => throw null!;
    public override string ToString() => throw null!;
}
