using NodaTime;

namespace Plum.Core.Accounts;

/// <summary>A customer of the service: owns its schedules, profiles and campaigns, and sees nobody else's.</summary>
/// <param name="Id">Letters and digits only, so that it can begin a storage key such as <c>demo-0000000012</c>.</param>
/// <param name="Login">The name the outbound web services ask for, unique on the server.</param>
/// <param name="PinHash">The PIN as a slow salted hash.</param>
/// <param name="CallerId">
/// Ten digits: the number calls come from unless a <c>tel:</c> URI names another; null is none.
/// </param>
/// <param name="TimeZone">The tz database id of the zone in which times without a zone are read.</param>
/// <param name="SigningKey">
/// The HMAC key with which result posts are signed: 32 random bytes as lower-case hexadecimal digits. Null only for
/// accounts stored before there were keys.
/// </param>
/// <param name="CallsSuspended">Its calls wait, while it goes on queueing more.</param>
/// <param name="Resumptions">
/// How often its calls were allowed to go on, or got another gateway or other caller ids. What was given out to dialers
/// before the last time is out of date: it is part of every epoch.
/// </param>
/// <param name="CallerIds">
/// What it owns beside its caller id; null, as in accounts of earlier versions, is whatever it gives.
/// </param>
/// <param name="Gateway">
/// The gateway that places its calls unless a campaign names another; null is the service's.
/// </param>
/// <param name="CallsAtOnce">
/// How many of its calls may go on at once; null is no limit, likewise <paramref name="CallsPerSecond"/>.
/// </param>
/// <param name="CallerIdCallsAtOnce">Likewise, how many that show one and the same caller id.</param>
/// <param name="CallerIdCallsPerSecond">Likewise.</param>
/// <param name="EndedSessions">Those signed out of whose cookies would still be let in; null is none.</param>
/// <param name="SessionRound">Sessions are of the round they were begun in; a new one ends all of them.</param>
public sealed record Account(
    string Id,
    string Login,
    string PinHash,
    Instant CreatedAt,
    string? CallerId = null,
    string TimeZone = AccountSettings.DefaultTimeZone,
    string? SigningKey = null,
    AccountRole Role = AccountRole.Sender,
    AccountState State = AccountState.Active,
    bool CallsSuspended = false,
    long Resumptions = 0,
    IReadOnlyList<string>? CallerIds = null,
    string? Gateway = null,
    int? CallsAtOnce = null,
    int? CallsPerSecond = null,
    int? CallerIdCallsAtOnce = null,
    int? CallerIdCallsPerSecond = null,
    IReadOnlyList<EndedSession>? EndedSessions = null,
    int SessionRound = 0)
{
    /// <summary>The account is read with each request, so that it stays small.</summary>
    public const int MostEndedSessions = 100;

    public const int MaxIdLength = 32;

    /// <summary>Account ids are letters and digits, 1 to 32 of them.</summary>
    public static bool IsId(string id) => id.Length is >= 1 and <= MaxIdLength && id.All(char.IsAsciiLetterOrDigit);

    /// <summary>The zone in which natural-language times without a zone are read.</summary>
    public DateTimeZone Zone() => DateTimeZoneProviders.Tzdb[TimeZone];

    /// <summary>Whoever acts for it is refused.</summary>
    public bool IsSuspended => State == AccountState.Suspended;

    /// <summary>It may administrate, just now.</summary>
    public bool IsAdmin => Role == AccountRole.Admin && State == AccountState.Active;

    /// <summary>Its calls may start, as far as the account is asked.</summary>
    public bool MayDial => State == AccountState.Active && !CallsSuspended;

    /// <summary>The numbers that its calls may be given to show; null for any.</summary>
    public IReadOnlySet<string>? Owned() => CallerIds?.Append(CallerId).OfType<string>().ToHashSet();

    /// <summary>Whether calls may show the same as those of another.</summary>
    public bool ShowsAs(Account other) => CallerId == other.CallerId
        && (CallerIds is null ? other.CallerIds is null : other.CallerIds?.SequenceEqual(CallerIds) == true);

    /// <summary>The account with its calls, or all of it, suspended or resumed. What is null stays as it is.</summary>
    public Account With(AccountState? state = null, bool? callsSuspended = null)
    {
        var changed = this with { State = state ?? State, CallsSuspended = callsSuspended ?? CallsSuspended };
        return changed with { Resumptions = Resumptions + (changed.MayDial && !MayDial ? 1 : 0) };
    }

    /// <summary>
    /// The account with a session ended, also for who has a copy of its cookie. Of one that is signed out of ever so
    /// often, all sessions end.
    /// </summary>
    /// <param name="until">When the session would have ended by itself at the latest.</param>
    public Account EndSession(string token, Instant until, Instant now)
    {
        List<EndedSession> ended = [.. (EndedSessions ?? []).Where(session => session.Until > now), new(token, until)];
        return ended.Count <= MostEndedSessions
            ? this with { EndedSessions = ended }
            : this with { EndedSessions = null, SessionRound = SessionRound + 1 };
    }

    public AccountSettings Settings => new(CallerId, TimeZone, SigningKey, CallerIds, Gateway);

    public Account With(AccountSettings settings) => this with
    {
        CallerId = settings.CallerId,
        TimeZone = settings.TimeZone,
        SigningKey = settings.SigningKey ?? SigningKey,
        CallerIds = settings.CallerIds,
        Gateway = settings.Gateway,
    };

    /// <summary>The id alone: neither the hash nor the key may reach a log by way of a message.</summary>
    public override string ToString() => $"account {Id}";
}
