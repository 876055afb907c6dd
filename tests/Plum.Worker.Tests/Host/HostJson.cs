using System.Text.Json;
using Azure.Storage.Queues;

namespace Plum.Worker.Tests.Host;

/// <summary>What the host reads of the app's host.json.</summary>
internal sealed record HostJson(
    string RoutePrefix, QueueMessageEncoding Encoding, TimeSpan VisibilityTimeout, int BatchSize, int MaxDequeueCount)
{
    public static HostJson Read(string path)
    {
        using var file = JsonDocument.Parse(File.ReadAllBytes(path));
        var extensions = file.RootElement.GetProperty("extensions");
        var queues = extensions.GetProperty("queues");
        return new(
            extensions.GetProperty("http").GetProperty("routePrefix").GetString()!,
            Enum.Parse<QueueMessageEncoding>(queues.GetProperty("messageEncoding").GetString()!, ignoreCase: true),
            TimeSpan.Parse(queues.GetProperty("visibilityTimeout").GetString()!),
            queues.GetProperty("batchSize").GetInt32(),
            queues.GetProperty("maxDequeueCount").GetInt32());
    }
}
