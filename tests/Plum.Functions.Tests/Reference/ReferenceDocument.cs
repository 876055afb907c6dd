using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Plum.Functions.Reference;

namespace Plum.Functions.Tests.Reference;

/// <summary>The OpenAPI document as the service serves it, and the examples in it.</summary>
internal static class ReferenceDocument
{
    public static string Text { get; } = Serialize();

    public static JsonNode Json { get; } = JsonNode.Parse(Text)!;

    public static IReadOnlyList<DocumentedOperation> Operations { get; } =
    [
        .. from path in Json["paths"]!.AsObject()
           from operation in path.Value!.AsObject()
           select new DocumentedOperation(operation.Key.ToUpperInvariant(), path.Key, operation.Value!),
    ];

    private static string Serialize() =>
        ApiDocument
            .Build(Docstrings.Load())
            .SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1)
            .GetAwaiter()
            .GetResult();
}

/// <summary>A method at a path.</summary>
internal sealed record DocumentedOperation(string Method, string Path, JsonNode Json)
{
    public string Id => (string)Json["operationId"]!;

    /// <summary>The function's name, whatever the method.</summary>
    public string Function => Id.Split("By")[0];

    public IEnumerable<JsonNode> Parameters(string place) =>
        (Json["parameters"]?.AsArray() ?? []).Where(parameter => (string)parameter!["in"]! == place)!;

    public IEnumerable<KeyValuePair<string, JsonNode?>> Bodies => Json["requestBody"]?["content"]?.AsObject() ?? [];

    /// <summary>Each answer that is told: its status, kind and what it holds.</summary>
    public IEnumerable<(int Status, string Kind, JsonNode Media)> Answers =>
        from response in Json["responses"]!.AsObject()
        from media in response.Value!["content"]?.AsObject() ?? []
        select (int.Parse(response.Key, System.Globalization.CultureInfo.InvariantCulture), media.Key, media.Value!);

    /// <summary>Its examples by name; one without a name where there is nothing to say.</summary>
    public IEnumerable<string> Examples => Answers.Select(answer => answer.Media)
        .Concat(Bodies.Select(body => body.Value!)).Concat(Json["parameters"]?.AsArray().OfType<JsonNode>() ?? [])
        .SelectMany(holder => holder["examples"]?.AsObject().Select(example => example.Key) ?? [])
        .Distinct().DefaultIfEmpty("");

    public override string ToString() => $"{Method} {Path}";
}
