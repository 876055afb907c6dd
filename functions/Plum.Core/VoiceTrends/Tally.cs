using NodaTime;

namespace Plum.Core.VoiceTrends;

/// <summary>What is counted for an account's requests for data, or for a tool and login that authenticate.</summary>
/// <param name="Window">The requests of this quarter hour.</param>
/// <param name="Uses">The account's temporary logins; none for a tool and login.</param>
public sealed record Tally(RateWindow Window, CredentialUses Uses)
{
    public static Tally Empty(Instant now) => new(RateWindow.Of(now), CredentialUses.None);

    /// <summary>Whether a request is admitted, and what is to be written before it is told so.</summary>
    /// <param name="request">The request's random number.</param>
    /// <param name="login">The temporary login that asks, used by this; or null where there is none yet.</param>
    public Ruling Admit(long request, long? login, int limit, Instant now)
    {
        var window = Window.At(now);
        if (Window.Requests.Contains(request))
        {
            // Its own write, whose answer got lost; the window it was counted in may be over by now.
            return new(Verdict.Admitted, RateStanding.Of(window, limit), null);
        }

        if (login is { } asking && !Uses.IsAlive(asking, now))
        {
            return new(Verdict.Expired, RateStanding.Of(window, limit), null);
        }

        if (RateStanding.Of(window, limit) is { UsedUp: true } full)
        {
            return new(Verdict.UsedUp, full, null);
        }

        var counted = window.With(request);
        var uses = login is { } used ? Uses.With(used, now) : Uses;
        return new(Verdict.Admitted, RateStanding.Of(counted, limit), new(counted, uses));
    }

    /// <summary>With a new temporary login, which is not counted as a request.</summary>
    public Ruling Open(long login, Instant now) => new(
        Verdict.Admitted,
        RateStanding.Of(Window.At(now), RateStanding.DataRequests),
        this with { Uses = Uses.With(login, now) });
}

/// <summary>What becomes of a request.</summary>
/// <param name="Next">What to write, or null when nothing is to be.</param>
public sealed record Ruling(Verdict Verdict, RateStanding Standing, Tally? Next);

public enum Verdict
{
    Admitted,

    /// <summary>The window has no request left.</summary>
    UsedUp,

    /// <summary>The temporary login was not used for a day.</summary>
    Expired,
}
