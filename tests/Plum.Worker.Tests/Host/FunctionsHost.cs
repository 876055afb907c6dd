using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Plum.Worker.Tests.Host.Rpc;

namespace Plum.Worker.Tests.Host;

/// <summary>A double of the Functions host with the built app as its worker: HTTP, messages, orchestrations.</summary>
/// <remarks>Timers are left out; a test invokes what a timer would.</remarks>
internal sealed class FunctionsHost : IAsyncDisposable
{
    private const string Version = "4.1037.0.0";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly WebApplication _web;
    private readonly WorkerChannel _channel;
    private readonly DurableHub _durable;
    private readonly string _grpc;
    private readonly WorkerProcess _process;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentBag<Task> _running = [];
    private readonly ConcurrentDictionary<string, string> _invocations = new();
    private readonly ConcurrentQueue<Delivery> _deliveries = new();
    private HttpFront? _front;

    private FunctionsHost(WebApplication web, string storage, IReadOnlyDictionary<string, string> settings)
    {
        _web = web;
        _channel = web.Services.GetRequiredService<WorkerChannel>();
        _durable = web.Services.GetRequiredService<DurableHub>();
        _durable.Host = this;
        (_grpc, Address) = (web.Urls.First(), new(web.Urls.Last()));
        Json = HostJson.Read(Path.Combine(WorkerProcess.App, "host.json"));
        _process = WorkerProcess.Start(new(_grpc), storage, settings, _channel.Close);
    }

    public Uri Address { get; }

    public HostJson Json { get; set; }

    public IReadOnlyDictionary<string, string> Capabilities { get; private set; } = new Dictionary<string, string>();

    public IReadOnlyList<WorkerFunction> Functions { get; private set; } = [];

    /// <summary>What came of loading each function.</summary>
    public IReadOnlyList<FunctionLoadResponse> Loads { get; private set; } = [];

    public IReadOnlyList<RpcLog> Log => _channel.Log;

    /// <summary>The last words of the worker.</summary>
    public string Tail =>
        _process.Output + string.Join('\n', Log.TakeLast(30).Select(log => $"{log.Level} {log.Message}"));

    public IReadOnlyList<Delivery> Deliveries => [.. _deliveries];

    public IReadOnlyCollection<string> Orchestrations => _durable.Instances;

    public bool IsRunning(string function) => _invocations.Values.Contains(Function(function).Id);

    /// <param name="settings">Settings of the app, instead of the sample's.</param>
    public static async Task<FunctionsHost> StartAsync(
        string storage, IReadOnlyDictionary<string, string>? settings = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
        });
        builder.Services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = grpc.MaxSendMessageSize = int.MaxValue);
        builder.Services.AddRouting().AddHttpForwarder().AddSingleton<WorkerChannel>().AddSingleton<DurableHub>();
        var web = builder.Build();
        FunctionsHost? host = null;
        web.MapGrpcService<WorkerChannel>();
        web.MapGrpcService<DurableHub>();
        web.Map("{**path}", (HttpContext http) => host!._front!.AnswerAsync(http));
        await web.StartAsync();
        host = new(web, storage, settings ?? new Dictionary<string, string>());
        try
        {
            await host.LoadAsync().WaitAsync(Patience, TimeProvider.System);
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }

        foreach (var function in host.Functions.Where(function => function.Trigger.Type == "queueTrigger"))
        {
            host.Run(new QueueListener(host, function, storage).ListenAsync);
        }

        return host;
    }

    public Task<InvocationResponse> InvokeAsync(string function, string trigger, CancellationToken ct) =>
        InvokeAsync(Request(Function(function), new() { String = trigger }), ct);

    /// <summary>Invokes a function. When the token is cancelled the worker is told, and answers all the same.</summary>
    public async Task<InvocationResponse> InvokeAsync(InvocationRequest request, CancellationToken ct)
    {
        var id = request.InvocationId;
        _invocations[id] = request.FunctionId;
        var asking = _channel.AskAsync(new() { InvocationRequest = request });
        var cancel = new StreamingMessage { InvocationCancel = new() { InvocationId = id } };
        await using var canceling = ct.Register(() => _channel.Send(cancel));
        var answer = await asking;
        _invocations.TryRemove(id, out _);
        return answer.InvocationResponse;
    }

    public InvocationRequest Request(WorkerFunction function, TypedData trigger)
    {
        var trace = $"00-{ActivityTraceId.CreateRandom()}-{ActivitySpanId.CreateRandom()}-00";
        return new()
        {
            InvocationId = Guid.NewGuid().ToString(),
            FunctionId = function.Id,
            TraceContext = new() { TraceParent = trace },
            InputData =
            {
                from binding in function.Inputs
                let data = binding.Type == "durableClient" ? DurableClient() : trigger
                select new ParameterBinding { Name = binding.Name, Data = data }
            },
        };
    }

    public void Delivered(Delivery delivery) => _deliveries.Enqueue(delivery);

    /// <summary>Runs it until the host stops.</summary>
    public void Run(Func<CancellationToken, Task> work) => _running.Add(Task.Run(async () =>
    {
        try
        {
            await work(_stopping.Token);
        }
        catch (Exception) when (_stopping.IsCancellationRequested)
        {
            // It is over.
        }
    }));

    /// <summary>A graceful stop: all that runs is cancelled, and the worker told to end. Its exit code.</summary>
    public async Task<int> StopAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _channel.Send(new() { WorkerTerminate = new() });
        var code = await _process.EndAsync();
        await Task.WhenAll(_running); // what went wrong before the stop comes out
        return code;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _process.Dispose();
        _front?.Dispose();
        await _web.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task LoadAsync()
    {
        await _channel.Started;
        var init = (await _channel.AskAsync(new()
        {
            WorkerInitRequest = new()
            {
                HostVersion = Version,
                WorkerDirectory = WorkerProcess.App,
                FunctionAppDirectory = WorkerProcess.App,
            },
        })).WorkerInitResponse;
        init.Result.Check();
        Capabilities = init.Capabilities;
        var index = new FunctionsMetadataRequest { FunctionAppDirectory = WorkerProcess.App };
        var metadata = (await _channel.AskAsync(new() { FunctionsMetadataRequest = index })).FunctionMetadataResponse;
        metadata.Result.Check();
        Functions = [.. metadata.FunctionMetadataResults.Select(WorkerFunction.Of)];
        var loads = await Task.WhenAll(
            Functions.Select(function => _channel.AskAsync(new() { FunctionLoadRequest = function.ToLoad() })));
        Loads = [.. loads.Select(load => load.FunctionLoadResponse)];
        _front = new(this, _web.Services, Capabilities["HttpUri"]);
    }

    private WorkerFunction Function(string name) => Functions.Single(function => function.Name == name);

    private TypedData DurableClient() => new()
    {
        String = JsonSerializer.Serialize(new
        {
            rpcBaseUrl = _grpc,
            httpBaseUrl = Address,
            taskHubName = "plum",
            connectionName = "Storage",
            requiredQueryStringParameters = "",
            maxGrpcMessageSizeInBytes = 4_194_304,
        }),
    };
}

internal static class Answers
{
    public static void Check(this StatusResult result)
    {
        if (result.Status != StatusResult.Types.Status.Success)
        {
            throw new InvalidOperationException($"{result.Status}: {result.Exception}");
        }
    }

    /// <summary>What the function returned; an exception with its own when it failed.</summary>
    public static TypedData Succeeded(this InvocationResponse answer)
    {
        answer.Result.Check();
        return answer.ReturnValue;
    }
}
