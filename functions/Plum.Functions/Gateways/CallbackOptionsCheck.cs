using Microsoft.Extensions.Options;
using Plum.Functions.Accounts.SigningKeys;

namespace Plum.Functions.Gateways;

/// <summary>
/// Stops the start on a public address that is none, or that nobody could tell a forged callback from a right one
/// under.
/// </summary>
internal sealed class CallbackOptionsCheck(IOptions<SigningKeyOptions> signingKeys) : IValidateOptions<CallbackOptions>
{
    public ValidateOptionsResult Validate(string? name, CallbackOptions options)
    {
        if (options.Key is { Length: > 0 } key && SigningKeyOptions.BytesOf(key) is null)
        {
            return ValidateOptionsResult.Fail(
                $"{CallbackOptions.Section}:Key is not 32 bytes in Base64; make one with: openssl rand -base64 32");
        }

        if (options.Address is not { Length: > 0 } address)
        {
            return ValidateOptionsResult.Success;
        }

        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri)
            || (uri.Scheme != Uri.UriSchemeHttps && uri.Scheme != Uri.UriSchemeHttp))
        {
            return ValidateOptionsResult.Fail(
                $"{CallbackOptions.Section}:Address is '{address}', but must be an address such as "
                    + "https://calls.example.com.");
        }

        return options.Key is { Length: > 0 } || signingKeys.Value.Key is { Length: > 0 }
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
            $"{CallbackOptions.Section}:Address needs {CallbackOptions.Section}:Key, so that nobody can forge an "
                + "outcome; "
            + "make one with: openssl rand -base64 32");
    }
}
