using System.Text.Json;

namespace Plum.Standalone.Durable;

/// <summary>How inputs, outputs and event payloads are written: JSON, names as declared, as the real worker does.</summary>
internal static class Payload
{
    public static JsonSerializerOptions Options { get; } = new() { IncludeFields = true, PropertyNameCaseInsensitive = true };

    public static string? Write(object? value) => value is null ? null : JsonSerializer.Serialize(value, value.GetType(), Options);

    public static object? Read(string? json, Type type) =>
        json is null ? Default(type) : JsonSerializer.Deserialize(json, type, Options);

    public static T? Read<T>(string? json) => json is null ? default : JsonSerializer.Deserialize<T>(json, Options);

    private static object? Default(Type type) => type.IsValueType ? Activator.CreateInstance(type) : null;
}
