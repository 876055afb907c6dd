using System.Text.Json;
using Azure;
using Azure.Core;
using Azure.Data.Tables;
using Plum.Standalone.Storage;

namespace Plum.Standalone.Tables;

/// <summary>Tables in a storage account or its emulator.</summary>
internal sealed class RestTables(RestService service) : TableBackend
{
    private const string Json = "application/json;odata=minimalmetadata";

    public override async Task<bool> CreateTableAsync(string table, CancellationToken ct)
    {
        try
        {
            var message = Request(RequestMethod.Post, "/Tables");
            message.Request.Headers.Add("Prefer", "return-no-content");
            message.Request.Content = JsonContent(JsonSerializer.SerializeToUtf8Bytes(new { TableName = table }), message.Request);
            await service.SendAsync(message, ct);
            return true;
        }
        catch (RequestFailedException exists) when (exists.ErrorCode == TableErrors.TableAlreadyExists().ErrorCode)
        {
            return false;
        }
    }

    public override async Task<Response> DeleteTableAsync(string table, CancellationToken ct)
    {
        try
        {
            return await service.SendAsync(Request(RequestMethod.Delete, $"/Tables('{table}')"), ct);
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            return new PlainResponse(404);
        }
    }

    public override Task<Response> WriteAsync(string table, EntityWrite write, CancellationToken ct)
    {
        var request = EntityRequest.Of(table, write);
        var message = Request(request.Method, request.Path);
        foreach (var (name, value) in request.Headers)
        {
            message.Request.Headers.Add(name, value);
        }

        if (request.Body is not null)
        {
            message.Request.Content = JsonContent(request.Body, message.Request);
        }

        return service.SendAsync(message, ct);
    }

    public override async Task<IReadOnlyList<Response>> TransactAsync(string table, EntityWrite[] writes, CancellationToken ct)
    {
        var batch = BatchRequest.Of(service.Endpoint, Array.ConvertAll(writes, write => EntityRequest.Of(table, write)));
        var message = Request(RequestMethod.Post, "/$batch");
        message.Request.Headers.Add("Content-Type", batch.ContentType);
        message.Request.Content = RequestContent.Create(batch.Body);
        return BatchResponse.Read(await service.SendAsync(message, ct), writes.Length);
    }

    public override async Task<TableEntity?> GetAsync(
        string table, string partitionKey, string rowKey, string[]? select, CancellationToken ct)
    {
        try
        {
            var response = await service.SendAsync(
                Request(RequestMethod.Get, EntityRequest.PathOf(table, partitionKey, rowKey) + Query(("$select", Joined(select)))), ct);
            using var json = JsonDocument.Parse(response.Content);
            return EntityJson.Read(json.RootElement);
        }
        catch (RequestFailedException missing) when (missing.Status == 404 && missing.ErrorCode != TableErrors.TableNotFound(table).ErrorCode)
        {
            return null;
        }
    }

    public override async Task<EntityPage> QueryAsync(TableQuery query, int pageSize, string? continuation, CancellationToken ct)
    {
        var next = continuation?.Split('!').Select(Uri.UnescapeDataString).ToArray() ?? [];
        var parameters = Query(
            ("$filter", string.IsNullOrWhiteSpace(query.Filter) ? null : query.Filter),
            ("$top", pageSize.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            ("$select", Joined(query.Select)),
            ("NextPartitionKey", next.ElementAtOrDefault(0)),
            ("NextRowKey", next.ElementAtOrDefault(1)));
        var response = await service.SendAsync(Request(RequestMethod.Get, $"/{query.Table}(){parameters}"), ct);
        using var json = JsonDocument.Parse(response.Content);
        return new([.. json.RootElement.GetProperty("value").EnumerateArray().Select(EntityJson.Read)], Continuation(response));
    }

    // Not more than these two headers is known of a token; the row's is missing at a partition's start.
    private static string? Continuation(Response response)
    {
        if (!response.Headers.TryGetValue("x-ms-continuation-NextPartitionKey", out var partition))
        {
            return null;
        }

        return Uri.EscapeDataString(partition)
            + (response.Headers.TryGetValue("x-ms-continuation-NextRowKey", out var row) ? "!" + Uri.EscapeDataString(row) : "");
    }

    private static string? Joined(string[]? select) => select is null ? null : string.Join(',', select);

    private static string Query(params (string Name, string? Value)[] parameters)
    {
        var given = parameters.Where(p => p.Value is not null).Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value!)}");
        return string.Join('&', given) is { Length: > 0 } query ? "?" + query : "";
    }

    private static RequestContent JsonContent(byte[] json, Request request)
    {
        request.Headers.Add("Content-Type", "application/json");
        return RequestContent.Create(json);
    }

    private HttpMessage Request(RequestMethod method, string path)
    {
        var message = service.Request(method, path);
        message.Request.Headers.Add("Accept", Json);
        message.Request.Headers.Add("DataServiceVersion", "3.0");
        return message;
    }
}
