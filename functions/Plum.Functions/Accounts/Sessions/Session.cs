using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NodaTime;
using Plum.Core.Accounts;

namespace Plum.Functions.Accounts.Sessions;

/// <summary>Somebody signed in at the console.</summary>
/// <param name="Stamp">Tells the account's PIN and round of sessions from later ones, and nothing of the PIN.</param>
/// <param name="Token">What each change has to carry in a header, which no other site can set.</param>
/// <param name="Used">When the person, not a refresh of their page, last asked for something; to the minute.</param>
public sealed record Session(string Account, string Stamp, string Token, Instant Begun, Instant Used)
{
    /// <summary>So long a session lasts at the most.</summary>
    public static readonly Duration Longest = Duration.FromHours(12);

    /// <summary>So long it lasts when nobody uses it.</summary>
    public static readonly Duration Idle = Duration.FromHours(2);

    public Instant Ends => Instant.Min(Begun + Longest, Used + Idle);

    public static Session Of(Account account, Instant now) =>
        new(account.Id, StampOf(account), RandomNumberGenerator.GetHexString(32, lowercase: true), now, now);

    /// <summary>Whether the account, as it is now, still has this session, if its time is not over.</summary>
    public bool IsOf(Account account) =>
        Stamp == StampOf(account) && account.EndedSessions?.Any(ended => ended.Token == Token) != true;

    public override string ToString() => FormattableString.Invariant(
        $"{Account}|{Stamp}|{Token}|{Begun.ToUnixTimeSeconds()}|{Used.ToUnixTimeSeconds()}");

    public static Session Parse(string text)
    {
        var parts = text.Split('|');
        return new(parts[0], parts[1], parts[2], At(parts[3]), At(parts[4]));
    }

    private static Instant At(string seconds) =>
        Instant.FromUnixTimeSeconds(long.Parse(seconds, CultureInfo.InvariantCulture));

    private static string StampOf(Account account) =>
        Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes($"{account.PinHash}|{account.SessionRound}")).AsSpan(0, 16));
}
