using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Plum.Core.Calls;

/// <summary>
/// How a receiver knows that a result comes from this service and has not been changed: HMAC-SHA256 with its account's
/// key.
/// </summary>
/// <remarks>
/// Signed is <c>{delivery}.{sequence}.{timestamp}.{body}</c>, so that none of them can be put with another's. The key's
/// 64 hex digits are taken as text, which is what PHP's hash_hmac does with them.
/// </remarks>
public static class ResultSignature
{
    /// <param name="delivery">Names the result, the same in every repetition.</param>
    /// <param name="timestamp">Unix seconds of this post.</param>
    /// <param name="body">The bytes as they are posted.</param>
    /// <returns><c>sha256=</c> and 64 hex digits.</returns>
    public static string Of(string key, string delivery, long sequence, long timestamp, ReadOnlySpan<byte> body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(key));
        hmac.AppendData(
            Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{delivery}.{sequence}.{timestamp}.")));
        hmac.AppendData(body);
        return "sha256=" + Convert.ToHexStringLower(hmac.GetHashAndReset());
    }
}
