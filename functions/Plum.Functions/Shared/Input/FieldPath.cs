namespace Plum.Functions.Shared.Input;

/// <summary>
/// A form field's name as PHP reads it: <c>profiles[0][profile]</c> is the key "profile" in element 0 of "profiles".
/// </summary>
/// <param name="Keys">What stands in the brackets; empty for <c>[]</c>, the next free place.</param>
internal readonly record struct FieldPath(string Name, IReadOnlyList<string> Keys)
{
    private const int MaxDepth = 8;

    /// <summary>A name whose brackets are not a path is a plain name, brackets and all.</summary>
    public static FieldPath Parse(string name)
    {
        var open = name.IndexOf('[', StringComparison.Ordinal);
        if (open <= 0 || name[^1] != ']')
        {
            return new(name, []);
        }

        var keys = name[(open + 1)..^1].Split("][");
        if (keys.Any(key => key.AsSpan().ContainsAny('[', ']')))
        {
            return new(name, []);
        }

        return keys.Length <= MaxDepth
            ? new(name[..open], keys)
            : throw new BadRequestBodyException(
                400, $"The field '{name[..open]}' is nested more than {MaxDepth} levels deep.");
    }
}
