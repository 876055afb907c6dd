using System.Text.Json;
using System.Text.RegularExpressions;

namespace Plum.Repository.Tests.Infra;

/// <summary>
/// What a parameter file would deploy, worked out by the Bicep CLI: no modules, loops and conditions any more.
/// </summary>
/// <param name="Name">Of the parameter file.</param>
internal sealed partial record Deployment(string Name, string Snapshot)
{
    private static readonly string[] Names = ["main", "dev", "prod"];

    private static readonly string Place = $"--subscription-id {Guid.Empty} --resource-group rg --location here";

    private static readonly Lazy<Task<Deployment[]>> Real = new(() => Task.WhenAll(Names.Select(PredictAsync)));

    public IReadOnlyList<Resource> Resources { get; } =
    [
        .. from resource in JsonDocument.Parse(Snapshot).RootElement.GetProperty("predictedResources").EnumerateArray()
           select new Resource(resource),
    ];

    public static Task<Deployment[]> AllAsync() => Real.Value;

    public IEnumerable<Resource> Of(string type) => Resources.Where(resource => resource.Type == type);

    public override string ToString() => Name;

    /// <summary>The id of the one resource of a type.</summary>
    public string IdOf(string type) => Of(type).SingleOrDefault()?.Id ?? $"one {type}";

    // In the copy nothing is secure: what is would stay unknown, and could not be followed to where it goes.
    private static async Task<Deployment> PredictAsync(string name)
    {
        var bicep = await Bicep.RunAsync(
            (path, text) => path == "bicepconfig.json" ? "{}" : WithGateway(Secure().Replace(text, "")),
            $"snapshot {name}.bicepparam --mode overwrite {Place}");
        return bicep.Files.TryGetValue($"{name}.snapshot.json", out var snapshot)
            ? new(name, snapshot)
            : throw new InvalidOperationException(bicep.Said);
    }

    // As somebody who has one would write it.
    private static string WithGateway(string text) => text
        .Replace(
            "param gateways = {}",
            "param gateways = { main: { Kind: 'twilio', Account: 'AC1' } }",
            StringComparison.Ordinal)
        .Replace("param defaultGateway = ''", "param defaultGateway = 'main'", StringComparison.Ordinal)
        .Replace(
            "param publicAddress = ''", "param publicAddress = 'https://calls.example.com'", StringComparison.Ordinal);

    [GeneratedRegex("^@secure\\(\\)\n", RegexOptions.Multiline)]
    private static partial Regex Secure();
}

/// <summary>One resource; what only Azure knows is an expression in brackets.</summary>
internal sealed partial record Resource(JsonElement Json)
{
    public string Type { get; } = Json.GetProperty("type").GetString()!;

    public string Id { get; } = Json.GetProperty("id").GetString()!;

    public JsonElement Properties => Json.GetProperty("properties");

    public override string ToString() => $"{Type} {Json.GetProperty("name")}";

    /// <summary>A value by its path, such as properties.subnets.0.name without API versions; JSON if no text.</summary>
    public string? At(string path)
    {
        var found = path.Split('.').Aggregate<string, JsonElement?>(Json, (value, name) => value switch
        {
            { ValueKind: JsonValueKind.Object } it when it.TryGetProperty(name, out var property) => property,
            { ValueKind: JsonValueKind.Array } it when int.Parse(name) < it.GetArrayLength() => it[int.Parse(name)],
            _ => null,
        });
        return found is { ValueKind: JsonValueKind.String } text ? ApiVersion().Replace(text.GetString()!, "')")
            : found is null ? null : JsonSerializer.Serialize(found);
    }

    [GeneratedRegex(@"', '\d{4}-\d\d-\d\d(-preview)?'\)")]
    private static partial Regex ApiVersion();
}
