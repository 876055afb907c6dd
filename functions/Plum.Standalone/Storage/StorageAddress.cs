namespace Plum.Standalone.Storage;

/// <summary>Where a connection string points: an embedded file, or an account's endpoints with its key.</summary>
internal sealed record StorageAddress(string? EmbeddedPath, string Account, byte[] Key, Uri Tables, Uri Queues)
{
    // Published by Microsoft for the local emulator; not a secret.
    private const string EmulatorAccount = "devstoreaccount1";
    private const string EmulatorKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private static readonly Uri Nowhere = new("http://localhost");

    public static StorageAddress Parse(string connectionString)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        var parts = Split(connectionString);
        return parts.TryGetValue("Sqlite", out var path) ? new(path, "", [], Nowhere, Nowhere)
            : IsTrue(parts.GetValueOrDefault("UseDevelopmentStorage")) ? Emulator()
            : OfAccount(parts);
    }

    private static StorageAddress Emulator() => new(
        null,
        EmulatorAccount,
        Convert.FromBase64String(EmulatorKey),
        new Uri($"http://127.0.0.1:10002/{EmulatorAccount}"),
        new Uri($"http://127.0.0.1:10001/{EmulatorAccount}"));

    private static StorageAddress Of(Dictionary<string, string> parts, string name, string key) =>
        new(null, name, Convert.FromBase64String(key), Endpoint(parts, name, "table"), Endpoint(parts, name, "queue"));

    private static StorageAddress OfAccount(Dictionary<string, string> parts) =>
        parts.TryGetValue("AccountName", out var name) && parts.TryGetValue("AccountKey", out var key)
            ? Of(parts, name, key)
            : throw new FormatException("A storage connection string holds AccountName and AccountKey, or Sqlite=path, or UseDevelopmentStorage=true.");

    private static Uri Endpoint(Dictionary<string, string> parts, string account, string service)
    {
        if (parts.TryGetValue(service + "Endpoint", out var endpoint))
        {
            return new Uri(endpoint.TrimEnd('/'));
        }

        var scheme = parts.GetValueOrDefault("DefaultEndpointsProtocol", "https");
        return new Uri($"{scheme}://{account}.{service}.{parts.GetValueOrDefault("EndpointSuffix", "core.windows.net")}");
    }

    private static Dictionary<string, string> Split(string text)
    {
        var parts = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1)
            {
                throw new FormatException("A storage connection string is made of name=value pairs separated by semicolons.");
            }

            parts[part[..equals]] = part[(equals + 1)..];
        }

        return parts;
    }

    private static bool IsTrue(string? value) => "true".Equals(value, StringComparison.OrdinalIgnoreCase);
}
