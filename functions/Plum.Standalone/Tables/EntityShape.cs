using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Serialization;
using Azure.Data.Tables;

namespace Plum.Standalone.Tables;

/// <summary>Turns classes with properties into rows and back; <see cref="TableEntity"/> passes as it is.</summary>
internal static class EntityShape
{
    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> Shapes = new();

    public static TableEntity From(ITableEntity entity)
    {
        if (entity is TableEntity row)
        {
            return row;
        }

        row = new TableEntity(entity.PartitionKey, entity.RowKey);
        foreach (var property in Shapes.GetOrAdd(entity.GetType(), PropertiesOf))
        {
            row[property.Name] = property.GetValue(entity);
        }

        return row;
    }

    public static T To<T>(TableEntity row)
        where T : class, ITableEntity
    {
        if (row is T same)
        {
            return same;
        }

        var entity = Activator.CreateInstance<T>();
        (entity.PartitionKey, entity.RowKey, entity.Timestamp, entity.ETag) = (row.PartitionKey, row.RowKey, row.Timestamp, row.ETag);
        foreach (var property in Shapes.GetOrAdd(typeof(T), PropertiesOf))
        {
            property.SetValue(entity, Read(row, property));
        }

        return entity;
    }

    private static object? Read(TableEntity row, PropertyInfo property) =>
        Nullable.GetUnderlyingType(property.PropertyType) is var inner && (inner ?? property.PropertyType) == typeof(DateTime)
            ? row.GetDateTime(property.Name)
            : row[property.Name];

    private static PropertyInfo[] PropertiesOf(Type type) =>
    [
        .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p =>
            p is { CanRead: true, CanWrite: true }
            && typeof(ITableEntity).GetProperty(p.Name) is null
            && p.GetCustomAttribute<IgnoreDataMemberAttribute>() is null),
    ];
}
