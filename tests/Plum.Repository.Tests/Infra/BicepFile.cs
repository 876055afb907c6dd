namespace Plum.Repository.Tests.Infra;

/// <summary>What bicep.cjs reads in one file.</summary>
/// <param name="Using">In a parameter file, the template it is for.</param>
/// <param name="Faults">What cannot be read; the rest is empty then.</param>
/// <param name="Variables">In a parameter file, the parameters it gives.</param>
/// <param name="References">Names that expressions use, other than loops' and lambdas' own.</param>
internal sealed record BicepFile(
    string Path,
    string? Using,
    IReadOnlyList<string> Faults,
    IReadOnlyList<BicepParameter> Parameters,
    IReadOnlyList<BicepVariable> Variables,
    IReadOnlyList<BicepResource> Resources,
    IReadOnlyList<BicepModule> Modules,
    IReadOnlyList<BicepVariable> Outputs,
    IReadOnlyList<BicepUse> References,
    IReadOnlyList<BicepUse> Calls,
    IReadOnlyList<BicepOutputUse> OutputsUsed,
    IReadOnlyList<BicepMember> Members)
{
    public bool IsParameters => Path.EndsWith(".bicepparam", StringComparison.Ordinal);

    /// <summary>Every value written in it.</summary>
    public IEnumerable<BicepValue> Values =>
        Parameters.Select(parameter => parameter.Value).OfType<BicepValue>()
            .Concat(Variables.Select(variable => variable.Value)).Concat(Outputs.Select(output => output.Value))
            .Concat(Resources.Select(resource => resource.Body)).Concat(Modules.Select(module => module.Body))
            .SelectMany(value => value.Everything);

    public IEnumerable<BicepValue> Strings => Values.Where(value => value.Kind == "string");

    /// <summary>What can be given to it, or is named in it for later use.</summary>
    public IEnumerable<BicepUse> Inputs =>
        Parameters.Select(it => new BicepUse(it.Name, it.Line)).Concat(Variables.Select(it => new BicepUse(it.Name, it.Line)));

    public IEnumerable<BicepUse> Declared =>
        Inputs.Concat(Modules.Select(it => new BicepUse(it.Name, it.Line)))
            .Concat(Resources.Select(it => new BicepUse(it.Name, it.Line)));

    public override string ToString() => Path;
}

internal sealed record BicepParameter(
    string Name, int Line, string Type, bool HasDefault, IReadOnlyList<BicepDecorator> Decorators, BicepValue? Value)
{
    public bool IsSecure => Decorator("secure") is not null;

    public BicepDecorator? Decorator(string name) => Decorators.SingleOrDefault(decorator => decorator.Name == name);
}

internal sealed record BicepDecorator(string Name, IReadOnlyList<BicepValue> Arguments);

internal sealed record BicepVariable(string Name, int Line, BicepValue Value);

/// <param name="Type">Of a nested one with the types around it.</param>
internal sealed record BicepResource(
    string Name, int Line, string Type, string? Version, bool IsExisting, bool IsNested, BicepValue Body);

internal sealed record BicepModule(string Name, int Line, string Path, bool IsConditional, BicepValue Body)
{
    public IReadOnlyList<BicepVariable> Given =>
        [.. (Body.At("params")?.Properties ?? []).Select(given => new BicepVariable(given.Key, given.Value.Line, given.Value))];
}

internal sealed record BicepUse(string Name, int Line);

internal sealed record BicepOutputUse(string Module, string Name, int Line);

/// <param name="Of">The name before the dot; for a loop's own name, the list it goes through.</param>
internal sealed record BicepMember(string Of, string Name, int Line);

/// <summary>An expression.</summary>
/// <param name="Kind">Its name in the grammar: string, boolean, object, array, identifier, call_expression …</param>
/// <param name="Text">As it is written, a string without its quotes.</param>
internal sealed record BicepValue(
    string Kind, int Line, string Text, Dictionary<string, BicepValue>? Properties, IReadOnlyList<BicepValue>? Items)
{
    public IEnumerable<BicepValue> Everything =>
        [this, .. (Properties ?? []).Values.Concat(Items ?? []).SelectMany(value => value.Everything)];

    /// <summary>A property of properties or an item by its number, such as properties.subnets.0.name.</summary>
    public BicepValue? At(string path) => path.Split('.', StringSplitOptions.RemoveEmptyEntries).Aggregate<string, BicepValue?>(this, (value, name) =>
        int.TryParse(name, out var i) ? value?.Items?.ElementAtOrDefault(i) : value?.Properties?.GetValueOrDefault(name));
}
