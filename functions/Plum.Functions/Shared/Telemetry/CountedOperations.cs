using System.Diagnostics.Metrics;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Plum.Functions.Shared.Telemetry;

/// <summary>Counts what the storage clients ask for, by kind; the clients count nothing by themselves.</summary>
/// <remarks>
/// The address of a request tells it (REST of tables and queues); a transaction's does not tell its table.
/// </remarks>
internal sealed class CountedOperations : HttpPipelinePolicy
{
    public static readonly CountedOperations Tables = new(OfTables);

    public static readonly CountedOperations Queues = new(OfQueues);

    private static readonly Counter<long> Counter = new Meter(PlumMeter.StorageName)
        .CreateCounter<long>(
            Metrics.StorageOperations.Name, Metrics.StorageOperations.Unit, Metrics.StorageOperations.About);

    private readonly Func<Request, (string Operation, string Resource)> _name;

    private CountedOperations(Func<Request, (string Operation, string Resource)> name) => _name = name;

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        Count(message.Request);
        ProcessNext(message, pipeline);
    }

    public override ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        Count(message.Request);
        return ProcessNextAsync(message, pipeline);
    }

    private void Count(Request request)
    {
        if (Counter.Enabled)
        {
            var (operation, resource) = _name(request);
            Counter.Add(1, new("operation", operation), new KeyValuePair<string, object?>("resource", resource));
        }
    }

    // …/Tables, …/Tables('calls'), …/calls, …/calls(), …/calls(PartitionKey='…',RowKey='…'), …/$batch
    private static (string Operation, string Resource) OfTables(Request request)
    {
        var last = Segments(request)[^1];
        var at = last.IndexOf('(', StringComparison.Ordinal);
        var (name, keys) = at > 0 ? (last[..at], last[at..]) : (last, null);
        var isTable = name == "Tables";
        return request.Method.Method switch
        {
            "POST" when name == "$batch" => ("transaction", name),
            "POST" => (isTable ? "createTable" : "add", name),
            "GET" => (keys is null or "()" ? "query" : "get", name),
            "DELETE" => isTable ? ("deleteTable", keys?.Trim('(', ')', '\'') ?? "") : ("delete", name),
            _ => (request.Headers.Contains("If-Match") ? "update" : "upsert", name),
        };
    }

    // …/dials, …/dials/messages, …/dials/messages/id
    private static (string Operation, string Resource) OfQueues(Request request)
    {
        var path = Segments(request);
        var messages = Array.LastIndexOf(path, "messages");
        var ofQueue = request.Method.Method switch
        {
            "PUT" =>
            "createQueue",
            "DELETE" => "deleteQueue",
            _ => "queueProperties"
        };
        return messages < 1
            ? (ofQueue, path[^1])
            : (OfMessages(request, isOne: messages < path.Length - 1), path[messages - 1]);
    }

    private static string OfMessages(Request request, bool isOne) => request.Method.Method switch
    {
        "POST" => "send",
        "PUT" => "updateMessage",
        "DELETE" => isOne ? "deleteMessage" : "clear",
        _ => request.Uri.Query.Contains("peekonly=true", StringComparison.OrdinalIgnoreCase) ? "peek" : "receive",
    };

    private static string[] Segments(Request request) => request.Uri.Path.Split('/');
}
