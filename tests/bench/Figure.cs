namespace Plum.Bench;

/// <summary>A group of promises measured together.</summary>
/// <param name="Name">What ./bench NAME calls it.</param>
internal sealed record Figure(string Name, string About, Func<IAsyncEnumerable<Row>> Measure);

/// <summary>One measured value beside its target.</summary>
/// <param name="Kept">Whether the target is met; null where there is none and the value is for comparison.</param>
internal sealed record Row(string What, string Target, string Measured, bool? Kept = null)
{
    /// <summary>Something to compare with that is not there.</summary>
    public static Row Skipped(string what, string why) => new(what, "", $"skipped: {why}");

    /// <summary>A ratio that should be at least so much, and what it is between.</summary>
    public static Row AtLeast(string what, double times, double ratio, string of) =>
        new(what, $">= {times:0.##}x", $"{ratio:0.0}x ({of})", ratio >= times);

    public string Verdict => Kept switch { true => "kept", false => "MISSED", null => "" };
}
