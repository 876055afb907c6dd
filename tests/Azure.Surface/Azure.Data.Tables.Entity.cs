// Package Azure.Data.Tables 12.11.0.

using System.Collections;

namespace Azure.Data.Tables;

public sealed class TableEntity : ITableEntity, IDictionary<string, object>
{
    public TableEntity() { }
    public TableEntity(IDictionary<string, object> values) { }
    public TableEntity(string partitionKey, string rowKey) { }
    public string PartitionKey { get => throw null!; set => throw null!; }
    public string RowKey { get => throw null!; set => throw null!; }
    public DateTimeOffset? Timestamp { get => throw null!; set => throw null!; }
    public ETag ETag { get => throw null!; set => throw null!; }
    public int Count => throw null!;
    public ICollection<string> Keys => throw null!;
    ICollection<object> IDictionary<string, object>.Values => throw null!;
    bool ICollection<KeyValuePair<string, object>>.IsReadOnly => throw null!;
    public object this[string key] { get => throw null!; set => throw null!; }
    public string GetString(string key) => throw null!;
    public BinaryData GetBinaryData(string key) => throw null!;
    public byte[] GetBinary(string key) => throw null!;
    public bool? GetBoolean(string key) => throw null!;
    public DateTime? GetDateTime(string key) => throw null!;
    public DateTimeOffset? GetDateTimeOffset(string key) => throw null!;
    public double? GetDouble(string key) => throw null!;
    public Guid? GetGuid(string key) => throw null!;
    public int? GetInt32(string key) => throw null!;
    public long? GetInt64(string key) => throw null!;
    public void Add(string key, object value) => throw null!;
    public void Clear() => throw null!;
    public bool ContainsKey(string key) => throw null!;
    public bool Remove(string key) => throw null!;
    public bool TryGetValue(string key, out object value) => throw null!;
    void ICollection<KeyValuePair<string, object>>.Add(KeyValuePair<string, object> item) => throw null!;
    bool ICollection<KeyValuePair<string, object>>.Contains(KeyValuePair<string, object> item) => throw null!;
    void ICollection<KeyValuePair<string, object>>.CopyTo(KeyValuePair<string, object>[] array, int arrayIndex) => throw null!;
    bool ICollection<KeyValuePair<string, object>>.Remove(KeyValuePair<string, object> item) => throw null!;
    IEnumerator<KeyValuePair<string, object>> IEnumerable<KeyValuePair<string, object>>.GetEnumerator() => throw null!;
    IEnumerator IEnumerable.GetEnumerator() => throw null!;
}
