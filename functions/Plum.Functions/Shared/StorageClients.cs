using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Storage.Queues;
using Plum.Functions.Shared.Settings;
using Plum.Functions.Shared.Telemetry;

namespace Plum.Functions.Shared;

/// <summary>
/// The clients of the app's storage. Whatever is wrong with it, they tell it as a <see cref="RequestFailedException"/>.
/// </summary>
internal static class StorageClients
{
    public static TableServiceClient Tables(StorageConnection connection, StorageLoad load)
    {
        var options = new TableClientOptions();
        options.AddPolicy(OneFault.Policy, HttpPipelinePosition.PerCall);
        options.AddPolicy(CountedOperations.Tables, HttpPipelinePosition.PerCall);
        options.AddPolicy(load.Tables, HttpPipelinePosition.PerRetry);
        return connection switch
        {
            StorageConnection.Text { ConnectionString: var text } =>
                Opened(() => new TableServiceClient(text, options)),
            StorageConnection.Identity account => new(account.Tables, account.Credential, options),
            _ => throw new NotSupportedException(),
        };
    }

    public static QueueServiceClient Queues(StorageConnection connection, StorageLoad load)
    {
        var options = new QueueClientOptions { MessageEncoding = QueueMessageEncoding.None };
        options.AddPolicy(OneFault.Policy, HttpPipelinePosition.PerCall);
        options.AddPolicy(CountedOperations.Queues, HttpPipelinePosition.PerCall);
        options.AddPolicy(load.Queues, HttpPipelinePosition.PerRetry);
        return connection switch
        {
            StorageConnection.Text { ConnectionString: var text } =>
                Opened(() => new QueueServiceClient(text, options)),
            StorageConnection.Identity account => new(account.Queues, account.Credential, options),
            _ => throw new NotSupportedException(),
        };
    }

    // What the clients say of a text that they cannot read does not quote it.
    private static T Opened<T>(Func<T> open)
    {
        try
        {
            return open();
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw StorageConnection.Refused(
                $"Setting {StorageConnection.Section} cannot be read ({e.Message.TrimEnd('.')}): it takes a connection "
                + "string as the storage account shows it, or UseDevelopmentStorage=true.");
        }
    }

    /// <summary>
    /// Gives up with one exception of status 0, no answer, where the clients' own retries end with a bundle of what
    /// every try met, or with a cancellation that nobody asked for.
    /// </summary>
    private sealed class OneFault : HttpPipelinePolicy
    {
        public static readonly OneFault Policy = new();

        // The app never calls storage synchronously.
        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
            ProcessNext(message, pipeline);

        public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            try
            {
                await ProcessNextAsync(message, pipeline);
            }
            catch (AuthenticationFailedException e)
            {
                throw new RequestFailedException(
                    0, $"The app's identity gets no token for the storage account: {e.Message.Split('\n')[0]}", e);
            }
            catch (Exception e) when (
                e is AggregateException
                    || (e is OperationCanceledException && !message.CancellationToken.IsCancellationRequested))
            {
                throw new RequestFailedException(0, e.Message, e);
            }
        }
    }
}
