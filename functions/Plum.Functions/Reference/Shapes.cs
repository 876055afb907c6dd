using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Plum.Functions.Reference;

/// <summary>Short ways to say what a value of a request or an answer looks like.</summary>
internal static class Shapes
{
    public static OpenApiSchema Text(string? says = null, int? max = null, string? format = null, int? min = null) =>
        new() { Type = JsonSchemaType.String, Description = says, MaxLength = max, Format = format, MinLength = min };

    public static OpenApiSchema Whole(string? says = null, long? min = null, long? max = null) => new()
    {
        Type = JsonSchemaType.Integer,
        Format = max > int.MaxValue ? "int64" : null,
        Description = says,
        Minimum = min?.ToString(CultureInfo.InvariantCulture),
        Maximum = max?.ToString(CultureInfo.InvariantCulture),
    };

    public static OpenApiSchema Fraction(string? says = null) =>
        new() { Type = JsonSchemaType.Number, Format = "double", Description = says };

    public static OpenApiSchema Flag(string? says = null) =>
        new() { Type = JsonSchemaType.Boolean, Description = says };

    public static OpenApiSchema Choice(string? says, params IEnumerable<string> choices) => new()
    {
        Type = JsonSchemaType.String,
        Description = says,
        Enum = [.. choices.Select(choice => (JsonNode)choice)],
    };

    public static OpenApiSchema Unix(string says) => Whole($"{says}, in unix seconds", 0, 253_402_300_799);

    public static OpenApiSchema ListOf(IOpenApiSchema items, string? says = null, int? max = null) =>
        new() { Type = JsonSchemaType.Array, Items = items, Description = says, MaxItems = max };

    /// <summary>
    /// An object by the names of its members; a name with a question mark is of one that may be left out.
    /// </summary>
    public static OpenApiSchema Object(params IEnumerable<(string Name, IOpenApiSchema Shape)> members) => new()
    {
        Type = JsonSchemaType.Object,
        Properties = members.ToDictionary(member => member.Name.TrimEnd('?'), member => member.Shape),
        Required = members.Where(member => !member.Name.EndsWith('?')).Select(member => member.Name).ToHashSet(),
    };

    /// <summary>An object whose members have names of the request's choosing, or of time.</summary>
    public static OpenApiSchema MapOf(IOpenApiSchema values, string? says = null) =>
        new() { Type = JsonSchemaType.Object, AdditionalProperties = values, Description = says };

    /// <summary>Likewise, or null.</summary>
    public static OpenApiSchema OrNull(this OpenApiSchema shape)
    {
        shape.Type |= JsonSchemaType.Null;
        if (shape.Enum is { } choices)
        {
            shape.Enum = [.. choices, JsonNullSentinel.JsonNull];
        }

        return shape;
    }

    public static IOpenApiSchema Named(string schema) => new OpenApiSchemaReference(schema);
}
