using System.Text.Json;
using Plum.Core.Validation;

namespace Plum.Core.Tests.Validation;

/// <summary>Fields as a request sends them.</summary>
internal static class Sent
{
    /// <summary>A JSON body: values have types.</summary>
    public static FieldReader Json(string body)
    {
        var json = JsonElement.Parse(body);
        return new(name => json.TryGetProperty(name, out var value) ? value : null);
    }

    /// <summary>A form: all values are texts.</summary>
    public static FieldReader Form(params (string Name, string Value)[] fields) =>
        new(name => fields.FirstOrDefault(field => field.Name == name) is { Name: not null } found
            ? JsonSerializer.SerializeToElement(found.Value)
            : null);

    /// <summary>The errors as "field: message" lines.</summary>
    public static IReadOnlyList<string> Lines(this FieldErrors errors) =>
        [.. errors.Messages.SelectMany(field => field.Value, (field, message) => $"{field.Key}: {message}")];
}
