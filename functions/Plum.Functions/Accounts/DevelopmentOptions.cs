using Microsoft.Extensions.Options;
using Plum.Core.Accounts;

namespace Plum.Functions.Accounts;

/// <summary>The development account. Settings <c>Plum:Development</c>; without a token there is none.</summary>
public sealed class DevelopmentOptions
{
    public const string Section = "Plum:Development";

    public string? Token { get; set; }

    public string Account { get; set; } = "demo";

    /// <value>demo, for an account that is new.</value>
    public string? Login { get; set; }

    /// <value>1234, for an account that is new.</value>
    public string? Pin { get; set; }

    /// <summary>Ten digits.</summary>
    public string? CallerId { get; set; }

    /// <summary>A tz database id.</summary>
    public string? TimeZone { get; set; }

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public string? SigningKey { get; set; }

    /// <summary>The account's settings as these have it; what is not set here stays as it is.</summary>
    public AccountSettings Over(AccountSettings settings) => settings with
    {
        CallerId = CallerId is { Length: > 0 } ? CallerId : settings.CallerId,
        TimeZone = TimeZone is { Length: > 0 } ? TimeZone : settings.TimeZone,
        SigningKey = SigningKey is { Length: > 0 } ? SigningKey : settings.SigningKey,
    };
}

/// <summary>Stops the start on a value that cannot be, and names its setting.</summary>
internal sealed class DevelopmentOptionsCheck : IValidateOptions<DevelopmentOptions>
{
    public ValidateOptionsResult Validate(string? name, DevelopmentOptions options)
    {
        var faults = Faults(options).ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Faults(DevelopmentOptions options)
    {
        if (!Account.IsId(options.Account))
        {
            yield return $"Plum:Development:Account is '{options.Account}', but must be 1 to 32 letters and digits.";
        }

        if (options.CallerId is { Length: > 0 } caller && !AccountSettings.IsCallerId(caller))
        {
            yield return $"Plum:Development:CallerId is '{caller}', but must be 10 digits.";
        }

        if (options.TimeZone is { Length: > 0 } zone && !AccountSettings.IsTimeZone(zone))
        {
            yield return $"Plum:Development:TimeZone is '{zone}', but must be a tz database id such as "
                + $"{AccountSettings.DefaultTimeZone}.";
        }

        // The key itself is a secret, right or wrong.
        if (options.SigningKey is { Length: > 0 } key && !AccountSettings.IsSigningKey(key))
        {
            yield return "Plum:Development:SigningKey must be 64 lower-case hexadecimal digits.";
        }
    }
}
