#nullable disable annotations // as in the Azure package, so that the app sees the same signatures on either runtime

using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Azure.Data.Tables;

/// <summary>A row as a dictionary. Keys, timestamp and etag are entries like any other, as in the Azure package.</summary>
[SuppressMessage("Naming", "CA1710", Justification = "The Azure package named it.")]
public sealed class TableEntity : ITableEntity, IDictionary<string, object>
{
    internal const string PartitionKeyName = "PartitionKey";
    internal const string RowKeyName = "RowKey";
    internal const string TimestampName = "Timestamp";
    internal const string EtagName = "odata.etag";

    private readonly Dictionary<string, object> _properties;

    public TableEntity() => _properties = [];

    public TableEntity(IDictionary<string, object> values) => _properties = values is null ? [] : new(values);

    public TableEntity(string partitionKey, string rowKey)
        : this()
    {
        PartitionKey = partitionKey;
        RowKey = rowKey;
    }

    public string PartitionKey
    {
        get => GetString(PartitionKeyName);
        set => _properties[PartitionKeyName] = value;
    }

    public string RowKey
    {
        get => GetString(RowKeyName);
        set => _properties[RowKeyName] = value;
    }

    public DateTimeOffset? Timestamp
    {
        get => GetDateTimeOffset(TimestampName);
        set => _properties[TimestampName] = value;
    }

    public ETag ETag
    {
        get => GetString(EtagName) is { } etag ? new ETag(etag) : default;
        set => _properties[EtagName] = value.ToString();
    }

    public int Count => _properties.Count;

    public ICollection<string> Keys => _properties.Keys;

    ICollection<object> IDictionary<string, object>.Values => _properties.Values;

    bool ICollection<KeyValuePair<string, object>>.IsReadOnly => false;

    public object this[string key]
    {
        get => _properties.GetValueOrDefault(key);
        set => _properties[key] = value is not null && _properties.GetValueOrDefault(key) is { } old ? Fit(old, value) : value;
    }

    public string GetString(string key) => (string)Get<string>(key);

    public byte[] GetBinary(string key) => this[key] is BinaryData data ? data.ToArray() : (byte[])Get<byte[]>(key);

    public BinaryData GetBinaryData(string key) => this[key] is byte[] bytes ? new BinaryData(bytes) : (BinaryData)Get<BinaryData>(key);

    public bool? GetBoolean(string key) => (bool?)Get<bool>(key);

    public int? GetInt32(string key) => (int?)Get<int>(key);

    public long? GetInt64(string key) => (long?)Get<long>(key);

    public double? GetDouble(string key) => (double?)Get<double>(key);

    public Guid? GetGuid(string key) => (Guid?)Get<Guid>(key);

    public DateTime? GetDateTime(string key) =>
        this[key] is DateTimeOffset instant ? instant.UtcDateTime : (DateTime?)Get<DateTime>(key);

    public DateTimeOffset? GetDateTimeOffset(string key) =>
        this[key] is DateTime instant ? new DateTimeOffset(instant) : (DateTimeOffset?)Get<DateTimeOffset>(key);

    public void Add(string key, object value) => this[key] = value;

    public bool ContainsKey(string key) => _properties.ContainsKey(key);

    public bool Remove(string key) => _properties.Remove(key);

    public bool TryGetValue(string key, out object value) => _properties.TryGetValue(key, out value);

    public void Clear() => _properties.Clear();

    void ICollection<KeyValuePair<string, object>>.Add(KeyValuePair<string, object> item) => Add(item.Key, item.Value);

    bool ICollection<KeyValuePair<string, object>>.Contains(KeyValuePair<string, object> item) => Entries.Contains(item);

    void ICollection<KeyValuePair<string, object>>.CopyTo(KeyValuePair<string, object>[] array, int arrayIndex) =>
        Entries.CopyTo(array, arrayIndex);

    bool ICollection<KeyValuePair<string, object>>.Remove(KeyValuePair<string, object> item) => Entries.Remove(item);

    IEnumerator<KeyValuePair<string, object>> IEnumerable<KeyValuePair<string, object>>.GetEnumerator() => _properties.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _properties.GetEnumerator();

    /// <summary>The entries without the cost of an interface enumerator.</summary>
    internal Dictionary<string, object> Properties => _properties;

    private ICollection<KeyValuePair<string, object>> Entries => _properties;

    // The Azure package lets a property change its type only where no value is lost.
    private static object Fit(object old, object value) => (old, value) switch
    {
        (double, int number) => (double)number,
        (long, int number) => (long)number,
        (int, long or double) => value,
        _ when old.GetType().IsInstanceOfType(value) => value,
        _ => throw new InvalidOperationException(
            $"Value ({old.GetType()}) {old} is not convertable to ({value.GetType()}) {value}."),
    };

    private object Get<T>(string key) => this[key] switch
    {
        null => null,
        T value => value,
        { } other => throw new InvalidOperationException(
            $"Cannot return {typeof(T)} type for a {other.GetType()} typed property."),
    };
}
