using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Plum.Functions.Reference;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Reference;

/// <summary>The document holds every route and no other, says something of each, and is OpenAPI 3.1.</summary>
public sealed class ApiDocumentTests
{
    // Methods that every path answers in the same way.
    private static readonly string[] Everywhere = ["HEAD", "OPTIONS", "TRACE"];

    [Fact]
    public async Task Document_HasEveryRoute_AndNoOther()
    {
        await using var plum = await PlumServer.StartAsync();
        using var stranger = plum.NewClient();
        var served = new List<string>();
        foreach (var route in Routes.All.Where(route => !Everywhere.Contains(route.Method)))
        {
            // A function that names no method refuses some by itself.
            using var request = new HttpRequestMessage(new(route.Method), route.Path(_ => "1"));
            using var reply = await stranger.SendAsync(request);
            if ((int)reply.StatusCode != 405)
            {
                served.Add(
                    $"{route.Method} /{route.Template.Replace("{ignored:maxlength(0)?}", "", StringComparison.Ordinal).Replace("?", "", StringComparison.Ordinal)}");
            }
        }

        Assert.Equal(served.Order(), ReferenceDocument.Operations.Select(operation => operation.ToString()).Order());
    }

    [Fact]
    public async Task Service_AnswersTheDocument()
    {
        await using var plum = await PlumServer.StartAsync();
        using var reply = await plum.Client.GetAsync("api/openapi.json");

        Assert.Equal("application/json", reply.Content.Headers.ContentType!.MediaType);
        var served = JsonNode.Parse(await reply.Content.ReadAsStringAsync());
        Assert.True(JsonNode.DeepEquals(ReferenceDocument.Json, served));
    }

    [Fact]
    public async Task Document_IsOpenApi31()
    {
        const string Validator = "@seriousme/openapi-schema-validator";
        var found = await NodeScript.RunAsync("openapi.mjs", ReferenceDocument.Text, Validator);

        Assert.Equal("""{"version":"3.1","valid":true}""", found);
    }

    [Fact]
    public void EveryOperation_SaysWhatItIs_AndShowsAnExample() => Assert.All(ReferenceDocument.Operations, operation =>
    {
        Assert.NotEqual("", (string?)operation.Json["summary"]);
        var description = (string?)operation.Json["description"];
        Assert.True(description?.Length > 10, $"{operation}: its function has no docstring.");
        Assert.Single(operation.Json["tags"]!.AsArray());
        // Bodies and answers of files have none.
        Assert.True(operation.Examples.First() != "" || IsFile(operation), $"{operation} has no example.");
    });

    private static bool IsFile(DocumentedOperation operation) =>
        operation.Path is "/" or "/outbound" or "/outbound/hello.vxml" or "/api/openapi.json"
        || operation.Path.StartsWith("/docs", StringComparison.Ordinal);

    [Fact]
    public void EveryField_IsDescribed() => Assert.All(
        ReferenceDocument.Operations.SelectMany(operation => operation.Bodies),
        body => Assert.All(
            body.Value!["schema"]!["properties"]!.AsObject(),
            field => Assert.True(field.Value!["description"] is not null, $"{field.Key} has no description")));

    [Fact]
    public void Names_AreUsedOnce()
    {
        var names = ReferenceDocument.Operations.Select(operation => operation.Id).ToList();

        Assert.Equal(names.Distinct(), names);
    }

    [Fact]
    public void EverySchema_IsUsed() => Assert.All(
        Schemas.All.Keys,
        name => Assert.Contains($"\"#/components/schemas/{name}\"", ReferenceDocument.Text, StringComparison.Ordinal));

    [Fact]
    public void Fields_ThatTheCodeAndTheReferenceDoNotShare_AreNamed()
    {
        var shapes = new Dictionary<string, OpenApiSchema> { ["days"] = Shapes.Text(), ["gone"] = Shapes.Text() };

        var fault = Assert.Throws<InvalidOperationException>(() => new FieldSet(["days", "new"], [], shapes));

        Assert.Contains("new, gone", fault.Message, StringComparison.Ordinal);
    }
}
