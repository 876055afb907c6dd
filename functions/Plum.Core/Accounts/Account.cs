using NodaTime;

namespace Plum.Core.Accounts;

/// <summary>A customer of the service: owns its schedules, profiles and campaigns, and sees nobody else's.</summary>
/// <param name="Id">Letters and digits only, so that it can begin a storage key such as <c>demo-0000000012</c>.</param>
/// <param name="Login">The name the outbound web services ask for, unique on the server.</param>
/// <param name="PinHash">The PIN as a slow salted hash.</param>
public sealed record Account(string Id, string Login, string PinHash, Instant CreatedAt)
{
    /// <summary>Account ids are letters and digits, 1 to 32 of them.</summary>
    public static bool IsId(string id) => id.Length is >= 1 and <= 32 && id.All(char.IsAsciiLetterOrDigit);
}
