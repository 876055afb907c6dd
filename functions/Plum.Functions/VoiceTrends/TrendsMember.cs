namespace Plum.Functions.VoiceTrends;

/// <summary>A member of an answer.</summary>
internal abstract record TrendsMember(string Name)
{
    public sealed record Text(string Name, string Value) : TrendsMember(Name);

    /// <summary>A number for each period of a report, by the unix second at which the period begins.</summary>
    public sealed record Series(string Name, IReadOnlyList<(long Start, double Value)> Values) : TrendsMember(Name);
}
