using System.Buffers.Text;
using System.Security.Cryptography;

namespace Plum.Functions.Accounts.Tokens;

/// <summary>
/// How a token looks: a prefix by which people and secret scanners know it, and 256 random bits in base64url.
/// </summary>
internal static class TokenText
{
    private const string Prefix = "plum_";
    private const int RandomBytes = 32;

    public static string New() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));
}
