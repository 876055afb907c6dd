using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Plum.Functions.Shared;

/// <summary>The <c>ETag</c> of a resource, and whether a request's <c>If-Match</c> still fits it.</summary>
internal static class Versions
{
    /// <summary>
    /// Depends on nothing but what is stored, so it stays the same over restarts and storage backends.
    /// </summary>
    public static string Of<T>(T value, JsonTypeInfo<T> json)
    {
        var hash = SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(value, json));
        return $"\"{Convert.ToHexStringLower(hash.AsSpan(0, 12))}\"";
    }

    /// <summary>
    /// 412 when the request insists on a version that is not the present one; null when it may go on.
    /// </summary>
    public static Answer? Precondition(HttpRequest http, string present)
    {
        if (http.Headers.IfMatch.Count == 0)
        {
            return null;
        }

        var fits = EntityTagHeaderValue.TryParseList([.. http.Headers.IfMatch.OfType<string>()], out var tags)
            && tags.Any(tag => tag.Tag == "*" || (!tag.IsWeak && tag.Tag == present));
        return fits
            ? null
            : Answer.Error(
                StatusCodes.Status412PreconditionFailed,
                "The resource has changed since the version named by If-Match.")
                .With("ETag", present);
    }
}
