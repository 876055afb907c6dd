namespace Plum.Functions.Shared.Input;

/// <summary>How much of a request is read. Beyond a limit the request is refused by name, never cut.</summary>
/// <param name="MaxBodyBytes">
/// The whole body, files included: a list of ten million numbers has less than half of it.
/// </param>
/// <param name="MaxValueBytes">One value, and the size from which an inline list is streamed like a file.</param>
/// <param name="MaxListBytes">One inline list of numbers that cannot be streamed, or a JSON or urlencoded body.</param>
/// <param name="MaxFields">Values of one request.</param>
/// <param name="Query">
/// Whether fields are taken from the query string too: not where a PIN could be one of them, for addresses are logged.
/// </param>
public sealed record InputLimits(
    long MaxBodyBytes = 1L << 30,
    int MaxValueBytes = 64 << 10,
    int MaxListBytes = 32 << 20,
    int MaxFields = 1_000,
    bool Query = true)
{
    public static InputLimits Default { get; } = new();

    /// <summary>Whether the field holds a list of numbers, by any spelling: <c>phone_numbers[]</c> too.</summary>
    internal static bool IsList(string field) =>
        field.StartsWith("phone_numbers", StringComparison.Ordinal)
            || field.StartsWith("phone_list", StringComparison.Ordinal);

    internal int OfValue(string field) => IsList(field) ? MaxListBytes : MaxValueBytes;
}
