// Package Microsoft.Azure.Functions.Worker.Extensions.Storage.Queues 5.5.5.

#nullable enable

using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

public sealed class QueueTriggerAttribute : TriggerBindingAttribute
{
    public QueueTriggerAttribute(string queueName) { }
    public string QueueName => throw null!;
    public string? Connection { get => throw null!; set => throw null!; }
}
