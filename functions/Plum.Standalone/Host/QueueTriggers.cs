using Azure.Storage.Queues;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Plum.Standalone.Host;

/// <summary>One listener for each queue-triggered function.</summary>
/// <remarks>An account that an identity opens is reached through the app's own client, which knows how.</remarks>
internal sealed class QueueTriggers(
    FunctionCatalog catalog, FunctionRunner runner, HostSettings host, IConfiguration settings, IServiceProvider services, TimeProvider time,
    IHostApplicationLifetime lifetime, ILogger<QueueListener> logger) : IHostedService
{
    private readonly List<QueueListener> _listeners = [];

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var queues = catalog.Of(FunctionKind.Queue).Select(f => (Function: f, Queue: QueueOf(f))).ToList();
        foreach (var (function, (client, poison, polled)) in queues)
        {
            var delivery = new QueueDelivery(function, client, poison, runner, host.Queues, time, logger);
            var listener = new QueueListener(
                function, client, delivery, runner, polled, host.Queues, time, logger, lifetime.ApplicationStopping);
            _listeners.Add(listener);
            listener.Start();
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(_listeners.Select(listener => listener.StoppedAsync(cancellationToken)));

    private (QueueClient Queue, QueueClient Poison, bool Polled) QueueOf(FoundFunction function)
    {
        var trigger = (QueueTriggerAttribute)function.Trigger;
        var name = Named(function, trigger.QueueName);
        var setting = trigger.Connection is { Length: > 0 } given ? given : StandaloneSetup.StorageSetting;
        try
        {
            var service = ServiceOf(setting)
                ?? throw FunctionReader.Refused(function.Name, $"takes its queue from the setting {setting}, which is missing");
            return (service.GetQueueClient(name), service.GetQueueClient(name + "-poison"), DataFolder.DatabaseOf(settings[setting]) is null);
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw FunctionReader.Refused(function.Name, $"cannot reach the queue {name} ({e.Message.TrimEnd('.')})");
        }
    }

    private QueueServiceClient? ServiceOf(string setting)
    {
        // QueueDelivery decodes: a message that cannot be decoded must not block those received with it.
        var options = new QueueClientOptions { MessageEncoding = QueueMessageEncoding.None };
        return settings[setting] is { Length: > 0 } connection ? new(connection, options)
            : StandaloneSetup.IsIdentityBased(settings, setting) ? services.GetRequiredService<QueueServiceClient>()
            : null;
    }

    private string Named(FoundFunction function, string text) => text is not ['%', .. var name, '%']
        ? text
        : settings[name.Replace("__", ":", StringComparison.Ordinal)]
            ?? throw FunctionReader.Refused(function.Name, $"takes its queue's name from the setting {name}, which is missing");
}
