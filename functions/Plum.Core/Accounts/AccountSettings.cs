using NodaTime;

namespace Plum.Core.Accounts;

/// <summary>What is set for an account beside its login and PIN.</summary>
/// <param name="CallerId">Ten digits, or null for none.</param>
/// <param name="TimeZone">A tz database id.</param>
/// <param name="CallerIds">All it may show beside that one; null when it may show whatever it gives.</param>
/// <param name="Gateway">
/// The gateway that places its calls, by its name in the settings; null for the service's.
/// </param>
/// <param name="SigningKey">64 lower-case hexadecimal digits, or null to keep the present key or draw one.</param>
public sealed record AccountSettings(
    string? CallerId = null, string TimeZone = AccountSettings.DefaultTimeZone, string? SigningKey = null,
    IReadOnlyList<string>? CallerIds = null, string? Gateway = null)
{
    /// <summary>Eastern, as the documents have it.</summary>
    public const string DefaultTimeZone = "America/New_York";

    public static bool IsCallerId(string text) => text.Length == 10 && text.All(char.IsAsciiDigit);

    public static bool IsTimeZone(string id) => DateTimeZoneProviders.Tzdb.GetZoneOrNull(id) is not null;

    public static bool IsSigningKey(string text) => text.Length == 64 && text.All(char.IsAsciiHexDigitLower);
}
