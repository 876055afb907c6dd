using System.Collections.Immutable;
using NodaTime;

namespace Plum.Core.VoiceTrends;

/// <summary>The requests counted in one quarter hour of the clock (VoiceTrends API, rate limits).</summary>
/// <param name="Start">On the quarter hour: windows are the same for everybody.</param>
/// <param name="Requests">
/// A random number for each request. A write whose answer got lost is recognised by its number, and neither made twice
/// nor forgotten.
/// </param>
public sealed record RateWindow(Instant Start, ImmutableArray<long> Requests)
{
    public static readonly Duration Length = Duration.FromMinutes(15);

    // Clocks of several processes differ by less. What lies further ahead was written by a clock that has been set
    // right since.
    private static readonly Duration FarthestAhead = Duration.FromHours(1);

    public Instant End => Start + Length;

    /// <summary>The window of an instant, with nothing counted in it yet.</summary>
    public static RateWindow Of(Instant now)
    {
        var seconds = now.ToUnixTimeSeconds();
        return new(Instant.FromUnixTimeSeconds(seconds - (seconds % (long)Length.TotalSeconds)), []);
    }

    /// <summary>
    /// This window while it lasts, then that of the instant. One that another process has begun is not left for an
    /// earlier one.
    /// </summary>
    public RateWindow At(Instant now) => now < End && Start - now <= FarthestAhead ? this : Of(now);

    public RateWindow With(long request) => this with { Requests = Requests.Add(request) };
}
