using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Plum.Functions.Shared.Input;

namespace Plum.Functions.Shared;

/// <summary>
/// Stands for everything a request says, so that a repeated request is told from another one under the same key.
/// </summary>
internal static class Fingerprint
{
    /// <param name="file">
    /// The hash of an uploaded file, or nothing. The boundary between parts differs with every sending; contents do
    /// not.
    /// </param>
    /// <param name="without">A field that is left out: a PIN is short enough to be found by trying.</param>
    public static string Of(
        HttpRequest http, RequestFields fields, ReadOnlySpan<byte> file = default, string? without = null)
    {
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartArray();
            writer.WriteStringValue(http.Method);
            writer.WriteStringValue(http.Path.Value);
            foreach (var name in fields.Names.Where(name => name != without).Order(StringComparer.Ordinal))
            {
                writer.WriteStringValue(name);
                fields.Sent(name)!.Value.WriteTo(writer);
            }

            writer.WriteBase64StringValue(file);
            writer.WriteEndArray();
        }

        return Convert.ToHexStringLower(SHA256.HashData(json.GetBuffer().AsSpan(0, (int)json.Length)));
    }
}
