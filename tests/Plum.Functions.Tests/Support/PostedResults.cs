using System.Security.Cryptography;
using System.Text;
using Plum.Demo;

namespace Plum.Functions.Tests.Support;

/// <summary>What a receiver reads from the headers of a result.</summary>
internal static class PostedResults
{
    public static string Delivery(this Received result) => result.Headers["X-Plum-Delivery"];

    public static long Sequence(this Received result) => long.Parse(result.Headers["X-Plum-Sequence"]);

    /// <summary>What the signature must be, computed as a receiver does, from nothing but what came in.</summary>
    public static string Signature(this Received result, string key)
    {
        var head =
            $"{result.Headers["X-Plum-Delivery"]}.{result.Headers["X-Plum-Sequence"]}.{result.Headers["X-Plum-Timestamp"]}.";
        byte[] signed = [.. Encoding.UTF8.GetBytes(head), .. result.Body.Span];
        return "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), signed));
    }

    /// <summary>The first post of each result, in the order in which they came.</summary>
    public static IReadOnlyList<Received> FirstPosts(this Receiver receiver) =>
        [.. receiver.Results.GroupBy(result => result.Delivery()).Select(posts => posts.First())];
}
