using System.Collections.Concurrent;
using Grpc.Core;
using Microsoft.DurableTask.Protobuf;

namespace Plum.Worker.Tests.Host;

/// <summary>The host's durable endpoint, in memory: what a <c>DurableTaskClient</c> in the worker asks for.</summary>
internal sealed class DurableHub : TaskHubSidecarService.TaskHubSidecarServiceBase
{
    private readonly ConcurrentDictionary<string, Orchestration> _instances = new();

    public FunctionsHost Host { private get; set; } = null!;

    public IReadOnlyCollection<string> Instances => [.. _instances.Keys];

    public override Task<CreateInstanceResponse> StartInstance(CreateInstanceRequest request, ServerCallContext context)
    {
        var created = new Orchestration(Host, request);
        var kept = _instances.AddOrUpdate(request.InstanceId, created, (_, old) => old.IsOver ? created : old);
        if (kept != created)
        {
            throw new RpcException(new(StatusCode.AlreadyExists, $"'{request.InstanceId}' runs already."));
        }

        Host.Run(created.RunAsync);
        return Task.FromResult(new CreateInstanceResponse { InstanceId = request.InstanceId });
    }

    public override Task<GetInstanceResponse> GetInstance(GetInstanceRequest request, ServerCallContext context) =>
        Task.FromResult(_instances.TryGetValue(request.InstanceId, out var found)
            ? new GetInstanceResponse { Exists = true, OrchestrationState = found.State }
            : new GetInstanceResponse());

    public override Task<RaiseEventResponse> RaiseEvent(RaiseEventRequest request, ServerCallContext context)
    {
        if (!_instances.TryGetValue(request.InstanceId, out var found) || found.IsOver)
        {
            throw new RpcException(new(StatusCode.NotFound, $"'{request.InstanceId}' does not run."));
        }

        found.Raise(new() { Name = request.Name, Input = request.Input });
        return Task.FromResult(new RaiseEventResponse());
    }
}
