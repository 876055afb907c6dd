using Microsoft.Extensions.Options;

namespace Plum.Functions.Accounts.SigningKeys;

/// <summary>
/// With what the accounts' signing keys are sealed where they are stored. Settings <c>Plum:SigningKeys</c>; without a
/// key they are stored as they are.
/// </summary>
/// <remarks>
/// On Azure the key is a secret in Key Vault, so that who can read the storage account cannot sign results.
/// </remarks>
public sealed class SigningKeyOptions
{
    public const string Section = "Plum:SigningKeys";

    /// <summary>32 random bytes in Base64.</summary>
    public string? Key { get; set; }

    /// <summary>
    /// Opens, and never seals, what was sealed with the key before this one, or what the next one will seal.
    /// </summary>
    public string? OtherKey { get; set; }

    /// <summary>The bytes of a key; null when it is none.</summary>
    internal static byte[]? BytesOf(string text)
    {
        var bytes = new byte[KeySeal.KeyBytes];
        return Convert.TryFromBase64String(text.Trim(), bytes, out var length) && length == bytes.Length ? bytes : null;
    }
}

/// <summary>Stops the start on a key that is none. It is a secret, right or wrong.</summary>
internal sealed class SigningKeyOptionsCheck : IValidateOptions<SigningKeyOptions>
{
    public ValidateOptionsResult Validate(string? name, SigningKeyOptions options)
    {
        string[] faults =
            [.. FaultsIn(nameof(options.Key), options.Key), .. FaultsIn(nameof(options.OtherKey), options.OtherKey)];
        return faults.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> FaultsIn(string name, string? key)
    {
        if (key is { Length: > 0 } && SigningKeyOptions.BytesOf(key) is null)
        {
            yield return $"{SigningKeyOptions.Section}:{name} must be 32 random bytes in Base64, as `openssl rand "
                + "-base64 32` makes them.";
        }
    }
}
