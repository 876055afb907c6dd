using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Json.Schema;
using Xunit;

namespace Plum.Functions.Tests.Reference;

/// <summary>
/// Each example of the reference is sent, in each kind of body and with each kind of login, and answered as it says:
/// status, kind and content, which also is as its schema says. What nobody can foretell is an ellipsis in the example.
/// </summary>
public sealed class ExampleTests
{
    private static readonly EvaluationOptions Strictly =
        new() { OutputFormat = OutputFormat.List, RequireFormatValidation = true };

    public static TheoryData<string, string, string, string> All =>
    [
        .. from operation in ReferenceDocument.Operations
           from example in operation.Examples
           from kind in KindsOf(operation, example)
           from scheme in SchemesOf(operation)
           select (operation.Id, example, kind, scheme),
    ];

    [Theory]
    [MemberData(nameof(All))]
    public async Task Example_IsAnsweredAsItSays(string id, string example, string kind, string scheme)
    {
        var operation = ReferenceDocument.Operations.Single(found => found.Id == id);
        var (status, type, media) = ExpectedOf(operation, example);
        await using var scene = await ExampleScene.BeginAsync(operation.Function, example);
        using var request = new HttpRequestMessage(new(operation.Method), PathOf(operation, example));
        request.Content = ContentOf(operation, example, kind);
        request.Headers.Accept.ParseAdd(type);
        request.Headers.Authorization = await scene.AuthorizationAsync(scheme, operation.Path);

        using var reply = await scene.SendAsync(request, operation.Function);

        var body = await reply.Content.ReadAsStringAsync();
        Assert.True(status == (int)reply.StatusCode, $"{(int)reply.StatusCode} {body}");
        Assert.Equal(type, reply.Content.Headers.ContentType!.MediaType);
        if (type == "application/json")
        {
            CheckSchema(media["schema"]!, JsonNode.Parse(body)!);
        }

        if (media["examples"]?[example]?["value"] is { } expected)
        {
            var said = type == "application/json" ? JsonNode.Parse(body) : body;
            Assert.True(Fits(expected, said), $"The example says {expected.ToJsonString()}, the service {body}");
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Example_IsAsItsSchemaSays(string id, string example, string kind, string scheme)
    {
        var operation = ReferenceDocument.Operations.Single(found => found.Id == id);
        Assert.NotNull(scheme);
        if (BodyOf(operation, example, kind) is { } body
            && ExpectedOf(operation, example) is { Status: 200, Media: var media } && !Says(media, example, "failed"))
        {
            CheckSchema(operation.Bodies.Single(found => found.Key == kind).Value!["schema"]!, body);
        }
    }

    // The web services answer 200 to what they refuse.
    private static bool Says(JsonNode media, string example, string status) =>
        media["examples"]?[example]?["value"] is JsonObject answer && (string?)answer["status"] == status;

    private static IEnumerable<string> KindsOf(DocumentedOperation operation, string example) => operation.Bodies
        .Where(body => body.Value!["examples"]?[example] is not null).Select(body => body.Key).DefaultIfEmpty("");

    private static IEnumerable<string> SchemesOf(DocumentedOperation operation) =>
        (operation.Json["security"]?.AsArray() ?? [])
            .SelectMany(requirement => requirement!.AsObject().Select(scheme => scheme.Key))
            .DefaultIfEmpty("");

    private static (int Status, string Kind, JsonNode Media) ExpectedOf(
        DocumentedOperation operation, string example) =>
        operation.Answers
            .Where(answer => answer.Media["examples"]?[example] is not null)
            .DefaultIfEmpty(operation.Answers.First())
            .Single();

    private static string PathOf(DocumentedOperation operation, string example)
    {
        var path = operation.Parameters("path").Aggregate(
            operation.Path,
            (path, parameter) => path.Replace(
                $"{{{parameter["name"]}}}", $"{parameter["examples"]![example]!["value"]}", StringComparison.Ordinal));
        var query = from parameter in operation.Parameters("query")
                    let value = parameter["examples"]?[example]?["value"]
                    where value is not null
                    select $"{parameter["name"]}={Uri.EscapeDataString(value.ToString())}";
        return string.Join('?', new[] { path[1..], string.Join('&', query) }.Where(part => part.Length > 0));
    }

    private static JsonNode? BodyOf(DocumentedOperation operation, string example, string kind) =>
        operation.Bodies.SingleOrDefault(body => body.Key == kind).Value?["examples"]?[example]?["value"];

    private static HttpContent? ContentOf(DocumentedOperation operation, string example, string kind)
    {
        if (BodyOf(operation, example, kind)?.AsObject() is not { } fields)
        {
            return null;
        }

        var texts = fields.Select(field => KeyValuePair.Create(
            field.Key, field.Value is JsonArray or JsonObject ? field.Value.ToJsonString() : $"{field.Value}"));
        switch (kind)
        {
            case "application/json":
                return new StringContent(fields.ToJsonString(), Encoding.UTF8, kind);
            case "application/x-www-form-urlencoded":
                return new FormUrlEncodedContent(texts);
            default:
                var shapes = operation.Bodies.Single(body => body.Key == kind).Value!["schema"]!["properties"]!;
                var form = new MultipartFormDataContent();
                foreach (var (name, text) in texts)
                {
                    if ((string?)shapes[name]!["format"] == "binary")
                    {
                        form.Add(new StringContent(text), name, "numbers.csv");
                    }
                    else
                    {
                        form.Add(new StringContent(text), name);
                    }
                }

                return form;
        }
    }

    /// <summary>A member that the schema does not name is a fault here, though clients may not mind it.</summary>
    private static void CheckSchema(JsonNode schema, JsonNode value)
    {
        var whole = schema.DeepClone().AsObject();
        whole["$defs"] = ReferenceDocument.Json["components"]!["schemas"]!.DeepClone();
        Close(whole);
        var text = whole.ToJsonString().Replace("#/components/schemas/", "#/$defs/", StringComparison.Ordinal);
        var found = JsonSchema.FromText(text).Evaluate(JsonElement.Parse(value.ToJsonString()), Strictly);
        var faults = (found.Details ?? []).SelectMany(
            detail => detail.Errors ?? [], (detail, error) => $"{detail.InstanceLocation}: {error.Value}");

        Assert.True(found.IsValid, string.Join('\n', faults.Append(value.ToJsonString())));
    }

    private static void Close(JsonNode? schema)
    {
        if (schema is JsonObject members)
        {
            if (members["properties"] is JsonObject && members["type"] is not null)
            {
                members["additionalProperties"] = false;
            }

            foreach (var (name, member) in members.ToList())
            {
                if (name is not ("examples" or "enum"))
                {
                    Close(member);
                }
            }
        }
        else if (schema is JsonArray items)
        {
            items.ToList().ForEach(Close);
        }
    }

    private static string Pattern(string text) =>
        Regex.Escape(text.Trim()).Replace("…", ".*", StringComparison.Ordinal);

    private static bool Fits(JsonNode? expected, JsonNode? found) => (expected, found) switch
    {
        (JsonObject one, JsonObject other) => one.Count == other.Count
            && one.All(member => other.ContainsKey(member.Key) && Fits(member.Value, other[member.Key])),
        (JsonArray one, JsonArray other) => one.Count == other.Count
            && one.Zip(other).All(pair => Fits(pair.First, pair.Second)),
        (JsonValue one, JsonValue other)
            when one.TryGetValue<string>(out var text) && other.TryGetValue<string>(out var said) =>
            Regex.IsMatch(said.Trim(), $"^{Pattern(text)}$", RegexOptions.Singleline),
        _ => JsonNode.DeepEquals(expected, found),
    };
}
