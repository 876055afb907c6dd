using System.Text.Json;
using Plum.Worker.Tests.Host.Rpc;

namespace Plum.Worker.Tests.Host;

/// <summary>A function as the worker reports it.</summary>
internal sealed record WorkerFunction(RpcFunctionMetadata Metadata, IReadOnlyList<FunctionBinding> Bindings)
{
    public string Id => Metadata.FunctionId;

    public string Name => Metadata.Name;

    public FunctionBinding Trigger =>
        Bindings.Single(binding => binding.Type.EndsWith("Trigger", StringComparison.Ordinal));

    public IEnumerable<FunctionBinding> Inputs => Bindings.Where(binding => binding.IsInput);

    public static WorkerFunction Of(RpcFunctionMetadata metadata) =>
        new(metadata, [.. metadata.RawBindings.Select(json => new FunctionBinding(JsonElement.Parse(json)))]);

    /// <summary>What the host tells the worker to load.</summary>
    public FunctionLoadRequest ToLoad()
    {
        var metadata = new RpcFunctionMetadata
        {
            Name = Name,
            Directory = Metadata.Directory,
            EntryPoint = Metadata.EntryPoint,
            ScriptFile = Metadata.ScriptFile,
        };
        foreach (var binding in Bindings)
        {
            metadata.Bindings.Add(binding.Name, binding.ToInfo());
        }

        return new() { FunctionId = Id, Metadata = metadata };
    }
}

/// <summary>One binding of a function, in the words of its JSON.</summary>
internal sealed record FunctionBinding(JsonElement Json)
{
    public string Name => this["name"];

    public string Type => this["type"];

    public bool IsInput => this["direction"].Equals("In", StringComparison.OrdinalIgnoreCase);

    /// <summary>The methods of an HTTP trigger; none means every method.</summary>
    public string[] Methods => Json.TryGetProperty("methods", out var methods) ? methods.Deserialize<string[]>()! : [];

    public string this[string property] => Json.TryGetProperty(property, out var value) ? value.GetString() ?? "" : "";

    public BindingInfo ToInfo()
    {
        var direction = IsInput ? BindingInfo.Types.Direction.In : BindingInfo.Types.Direction.Out;
        var info = new BindingInfo { Type = Type, Direction = direction };
        if (Json.TryGetProperty("properties", out var properties))
        {
            foreach (var property in properties.EnumerateObject())
            {
                info.Properties.Add(property.Name, property.Value.ToString());
            }
        }

        return info;
    }
}
