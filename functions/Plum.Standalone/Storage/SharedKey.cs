using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Plum.Standalone.Storage;

/// <summary>Signs each try of a request with the account's key.</summary>
/// <remarks>https://learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key</remarks>
internal abstract class SharedKey(string account, byte[] key) : HttpPipelineSynchronousPolicy
{
    protected abstract string Scheme { get; }

    public override void OnSendingRequest(HttpMessage message)
    {
        // The service refuses a date that is off by 15 minutes, so this is the real time even where the app's is virtual.
        var date = TimeProvider.System.GetUtcNow().ToString("R", CultureInfo.InvariantCulture);
        message.Request.Headers.SetValue("x-ms-date", date);
        var signature = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(StringToSign(message.Request, date)));
        message.Request.Headers.SetValue("Authorization", $"{Scheme} {account}:{Convert.ToBase64String(signature)}");
    }

    protected abstract string StringToSign(Request request, string date);

    protected string Resource(Request request) => $"/{account}{request.Uri.ToUri().AbsolutePath}";

    protected static string? Header(Request request, string name) => request.Headers.TryGetValue(name, out var value) ? value : null;

    protected static string? Length(Request request) => request.Content?.TryComputeLength(out var length) is true && length > 0
        ? length.ToString(CultureInfo.InvariantCulture)
        : null;
}

/// <summary>The light scheme of the table service, which signs only date and path.</summary>
internal sealed class TableSharedKey(string account, byte[] key) : SharedKey(account, key)
{
    protected override string Scheme => "SharedKeyLite";

    protected override string StringToSign(Request request, string date) => $"{date}\n{Resource(request)}";
}

/// <summary>The scheme of the queue service, which signs headers and query too.</summary>
internal sealed class QueueSharedKey(string account, byte[] key) : SharedKey(account, key)
{
    // Date, which x-ms-date replaces, the conditions and Range: none is sent to a queue.
    private const string SixEmptyHeaders = "\n\n\n\n\n\n";

    protected override string Scheme => "SharedKey";

    protected override string StringToSign(Request request, string date)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{request.Method.Method}\n\n\n{Length(request)}\n\n{Header(request, "Content-Type")}\n");
        text.Append(SixEmptyHeaders);
        foreach (var header in request.Headers.Where(IsOurs).OrderBy(h => h.Name, StringComparer.OrdinalIgnoreCase))
        {
            text.Append(CultureInfo.InvariantCulture, $"{header.Name.ToLowerInvariant()}:{header.Value}\n");
        }

        text.Append(Resource(request));
        foreach (var (name, value) in Query(request).OrderBy(pair => pair.Name, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{name}:{value}");
        }

        return text.ToString();
    }

    private static bool IsOurs(HttpHeader header) => header.Name.StartsWith("x-ms-", StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<(string Name, string Value)> Query(Request request) =>
        from pair in request.Uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
        let parts = pair.Split('=', 2)
        select (parts[0].ToLowerInvariant(), Uri.UnescapeDataString(parts.ElementAtOrDefault(1) ?? ""));
}
