using Azure.Storage.Queues;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Plum.Standalone.Host;

namespace Plum.Standalone.Triggers;

/// <summary>One listener for each queue-triggered function.</summary>
internal sealed class QueueTriggers(
    FunctionCatalog catalog,
    FunctionRunner runner,
    HostSettings host,
    IConfiguration settings,
    QueueServiceClient service,
    TimeProvider time,
    IHostApplicationLifetime lifetime,
    ILogger<QueueListener> logger) : IHostedService
{
    private readonly List<QueueListener> _listeners = [];

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var queues = catalog.Of(FunctionKind.Queue).Select(f => (Function: f, Name: QueueOf(f))).ToList();
        foreach (var (function, name) in queues)
        {
            var (queue, poison) = (service.GetQueueClient(name), service.GetQueueClient(name + "-poison"));
            var delivery = new QueueDelivery(function, queue, poison, runner, host.Queues, time, logger);
            var listener = new QueueListener(
                function, queue, delivery, runner, host.Queues, time, logger, lifetime.ApplicationStopping);
            _listeners.Add(listener);
            listener.Start();
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(_listeners.Select(listener => listener.StoppedAsync(cancellationToken)));

    private string QueueOf(FoundFunction function)
    {
        var trigger = (QueueTriggerAttribute)function.Trigger;
        return trigger.Connection is null or "" or StandaloneBuilder.StorageSetting
            ? FunctionReader.Resolved(function.Name, trigger.QueueName, "queue's name", settings)
            : throw FunctionReader.Refused(
                function.Name,
                $"takes its queue from the setting {trigger.Connection}; "
                + $"queues are served from {StandaloneBuilder.StorageSetting} alone");
    }
}
