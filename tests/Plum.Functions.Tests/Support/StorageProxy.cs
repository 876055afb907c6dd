using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Plum.Functions.Tests.Support;

/// <summary>What becomes of one request to storage.</summary>
internal enum StorageFault
{
    None,

    /// <summary>503, and nothing is done.</summary>
    Busy,

    /// <summary>429, and nothing is done.</summary>
    Throttled,

    /// <summary>Done, and the answer is lost on its way: the connection breaks.</summary>
    AnswerLost,

    /// <summary>403: whoever asks may not.</summary>
    Refused,

    /// <summary>404: what is asked for is not there.</summary>
    Missing,
}

/// <summary>Stands between the app and a storage account, as a bad network and a busy service do.</summary>
internal sealed class StorageProxy : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _http =
        new(new SocketsHttpHandler { UseCookies = false, AutomaticDecompression = DecompressionMethods.None });
    private readonly Dictionary<string, string> _services;
    private int _queuePort;

    private StorageProxy(string connectionString)
    {
        _services = connectionString
            .Split(';')
            .Select(part => part.Split('=', 2))
            .ToDictionary(part => part[0], part => part[1]);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0", "http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(ForwardAsync);
    }

    /// <summary>Decides for each request; method and path name it.</summary>
    public Func<HttpRequest, Task<StorageFault>> Script { get; set; } = _ => Task.FromResult(StorageFault.None);

    /// <summary>The account's connection string, by way of this proxy.</summary>
    public string ConnectionString { get; private set; } = "";

    public static async Task<StorageProxy> StartAsync(string connectionString)
    {
        var proxy = new StorageProxy(connectionString);
        await proxy._app.StartAsync();
        var addresses =
            proxy._app.Services.GetRequiredService<IServer>()
            .Features.GetRequiredFeature<IServerAddressesFeature>()
            .Addresses.ToArray();
        var account = proxy._services["AccountName"];
        var through = new Dictionary<string, string>(proxy._services)
        {
            ["TableEndpoint"] = $"{addresses[0]}/{account}",
            ["QueueEndpoint"] = $"{addresses[1]}/{account}",
        };
        proxy.ConnectionString = string.Join(';', through.Select(part => $"{part.Key}={part.Value}"));
        proxy._queuePort = new Uri(addresses[1]).Port;
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _http.Dispose();
    }

    private async Task ForwardAsync(HttpContext context)
    {
        var fault = await Script(context.Request);
        if (StatusOf(fault) is { } refused)
        {
            context.Response.StatusCode = refused;
            await WhyAsync(context, fault);
            return;
        }

        using var answer = await _http.SendAsync(await RequestAsync(context.Request));
        var body = await answer.Content.ReadAsByteArrayAsync();
        if (fault == StorageFault.AnswerLost)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers)
            .Where(header => header.Key is not ("Transfer-Encoding" or "Connection" or "Keep-Alive")))
        {
            context.Response.Headers[name] = values.ToArray();
        }

        await context.Response.Body.WriteAsync(body);
    }

    private static int? StatusOf(StorageFault fault) => fault switch
    {
        StorageFault.Busy => StatusCodes.Status503ServiceUnavailable,
        StorageFault.Throttled => StatusCodes.Status429TooManyRequests,
        StorageFault.Refused => StatusCodes.Status403Forbidden,
        StorageFault.Missing => StatusCodes.Status404NotFound,
        _ => null,
    };

    // As the account's services tell their clients, each in its own form.
    private async Task WhyAsync(HttpContext context, StorageFault fault)
    {
        if (fault == StorageFault.Busy)
        {
            context.Response.Headers["x-ms-error-code"] = "ServerBusy";
            await (context.Connection.LocalPort == _queuePort
                ? context.Response.WriteAsync(
                    "<Error><Code>ServerBusy</Code><Message>The server is busy.</Message></Error>")
                : context.Response.WriteAsJsonAsync(
                    new Dictionary<string, object> { ["odata.error"] = new { code = "ServerBusy" } }));
        }
    }

    private async Task<HttpRequestMessage> RequestAsync(HttpRequest request)
    {
        var service =
            _services[request.HttpContext.Connection.LocalPort == _queuePort ? "QueueEndpoint" : "TableEndpoint"];
        var target =
            $"{new Uri(service).GetLeftPart(UriPartial.Authority)}{request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget}";
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        var forward = new HttpRequestMessage(new HttpMethod(request.Method), target)
        {
            Content = body.Length > 0
            ? new ByteArrayContent(body.ToArray())
            : null
        };
        foreach (var (name, values) in request.Headers.Where(
            header => header.Key is not ("Host" or "Connection" or "Transfer-Encoding")))
        {
            if (!forward.Headers.TryAddWithoutValidation(name, [.. values]))
            {
                forward.Content?.Headers.TryAddWithoutValidation(name, [.. values]);
            }
        }

        return forward;
    }
}
