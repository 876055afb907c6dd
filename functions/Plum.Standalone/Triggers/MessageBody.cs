using System.Text.Json;
using Azure.Storage.Queues.Models;

namespace Plum.Standalone.Triggers;

/// <summary>A queue message as the parameter a function takes it as.</summary>
internal static class MessageBody
{
    // As the worker reads JSON.
    private static readonly JsonSerializerOptions Json = new() { PropertyNameCaseInsensitive = true };

    public static object? As(Type type, QueueMessage message) =>
        type == typeof(string) ? message.MessageText
        : JsonSerializer.Deserialize(message.Body.ToMemory().Span, type, Json);
}
