using System.Globalization;
using Azure;
using Azure.Data.Tables;
using Plum.Standalone.Storage;

namespace Plum.Standalone.Tables;

/// <summary>Reads the answer to a transaction: one status and etag for each write, or the one refusal.</summary>
internal static class BatchResponse
{
    public static Response[] Read(Response response, int writes)
    {
        var parts = Parts(response.Content.ToString());
        if (parts.Find(part => part.Status >= 400) is { } refused)
        {
            throw Refusal(refused);
        }

        return parts.Count == writes
            ? [.. parts.Select(part => new PlainResponse(part.Status, part.Etag))]
            : throw new RequestFailedException(500, $"The answer to {writes} writes has {parts.Count} parts.");
    }

    private static List<Part> Parts(string body)
    {
        var parts = new List<Part>();
        foreach (var line in body.Split("\r\n"))
        {
            if (line.StartsWith("HTTP/1.1 ", StringComparison.Ordinal))
            {
                parts.Add(new(int.Parse(line.AsSpan(9, 3), CultureInfo.InvariantCulture)));
            }
            else if (line.StartsWith("etag:", StringComparison.OrdinalIgnoreCase) && parts.Count > 0)
            {
                parts[^1].Etag = line[5..].Trim();
            }
            else if (line is ['{', ..] && parts.Count > 0)
            {
                parts[^1].Body = line;
            }
        }

        return parts;
    }

    // The message begins with the number of the write at fault: "3:The specified entity already exists."
    private static TableTransactionFailedException Refusal(Part part)
    {
        var (code, message) = RestError.Read(part.Body);
        var colon = message?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        var known = int.TryParse(message.AsSpan(0, Math.Max(colon, 0)), NumberStyles.None, CultureInfo.InvariantCulture, out var index);
        return new(new RequestFailedException(part.Status, message ?? "The transaction was refused.", code, null), known ? index : null);
    }

    private sealed class Part(int status)
    {
        public int Status { get; } = status;

        public string? Etag { get; set; }

        public string Body { get; set; } = "";
    }
}
