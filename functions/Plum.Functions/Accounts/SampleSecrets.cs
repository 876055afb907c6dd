namespace Plum.Functions.Accounts;

/// <summary>
/// The secrets of <c>local.settings.sample.json</c>, which everybody can read: good for a try, and refused in
/// production.
/// </summary>
internal static class SampleSecrets
{
    public const string Token = "3cbde128-32b6-47aa-9e62-6353f8b06812";
    public const string Login = "demo";
    public const string Pin = "1234";
    public const string SigningKey = "7592b08ee76bc00e290ee917d1c081443d4b39b31157bef15cb496426d46c791";
    public const string AdminLogin = "admin";
    public const string AdminPin = "2468";

    public static IReadOnlyList<string> Logins { get; } = [Login, AdminLogin];

    public static IReadOnlyList<string> Pins { get; } = [Pin, AdminPin];
}
