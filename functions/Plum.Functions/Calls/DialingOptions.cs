using System.ComponentModel.DataAnnotations;

namespace Plum.Functions.Calls;

/// <summary>Settings <c>Plum:Dialing</c>.</summary>
public sealed class DialingOptions
{
    public const string Section = "Plum:Dialing";

    /// <summary>
    /// The gateway that places calls, by its name under <c>Plum:Gateways</c>. Default: the only one there, or the
    /// simulated one.
    /// </summary>
    public string? Gateway { get; set; }

    /// <summary>
    /// The capacity: one campaign starts at most this many calls a second, and a burst is paced by it. Default 1,000.
    /// </summary>
    [Range(0.01, 100_000)]
    public double CallsPerSecond { get; set; } = 1_000;
}
