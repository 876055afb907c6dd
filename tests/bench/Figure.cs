namespace Plum.Bench;

/// <summary>A group of promises measured together.</summary>
/// <param name="Name">What ./bench NAME calls it.</param>
internal sealed record Figure(string Name, string About, Func<IAsyncEnumerable<Row>> Measure);

/// <summary>One measured value beside its target.</summary>
/// <param name="Kept">Whether the target is met; null where there is none and the value is for comparison.</param>
internal sealed record Row(string What, string Target, string Measured, bool? Kept = null)
{
    public string Verdict => Kept switch { true => "kept", false => "MISSED", null => "" };
}
