using System.Collections.Concurrent;
using System.Threading.Channels;
using Grpc.Core;
using Plum.Worker.Tests.Host.Rpc;

namespace Plum.Worker.Tests.Host;

/// <summary>The host's end of the stream that a worker opens: questions, answers, and the worker's log.</summary>
internal sealed class WorkerChannel : FunctionRpc.FunctionRpcBase
{
    private readonly Channel<StreamingMessage> _outgoing = Channel.CreateUnbounded<StreamingMessage>();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<StreamingMessage>> _asked = new();
    private readonly ConcurrentQueue<RpcLog> _log = new();
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile InvalidOperationException? _gone;

    public IReadOnlyList<RpcLog> Log => [.. _log];

    /// <summary>The worker has opened its stream.</summary>
    public Task Started => _started.Task;

    public void Send(StreamingMessage message) => _outgoing.Writer.TryWrite(message);

    /// <summary>Sends it and waits for what answers it.</summary>
    public async Task<StreamingMessage> AskAsync(StreamingMessage message)
    {
        message.RequestId = Guid.NewGuid().ToString();
        var answer = new TaskCompletionSource<StreamingMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        _asked[message.RequestId] = answer;
        if (_gone is not null)
        {
            throw _gone;
        }

        Send(message);
        return await answer.Task;
    }

    /// <summary>The worker has ended: nobody answers any more.</summary>
    public void Close(string reason)
    {
        _gone = new InvalidOperationException(reason);
        _started.TrySetException(_gone);
        foreach (var answer in _asked.Values)
        {
            answer.TrySetException(_gone);
        }
    }

    public override async Task EventStream(
        IAsyncStreamReader<StreamingMessage> requestStream,
        IServerStreamWriter<StreamingMessage> responseStream,
        ServerCallContext context)
    {
        var writing = WriteAsync(responseStream, context.CancellationToken);
        try
        {
            await foreach (var message in requestStream.ReadAllAsync(context.CancellationToken))
            {
                Take(message);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // A worker that ends closes no stream.
        }

        await writing;
    }

    private void Take(StreamingMessage message)
    {
        if (message.StartStream is not null)
        {
            _started.TrySetResult();
        }
        else if (message.RpcLog is { } log)
        {
            _log.Enqueue(log);
        }
        else if (_asked.TryRemove(message.RequestId, out var answer))
        {
            answer.TrySetResult(message);
        }
    }

    private async Task WriteAsync(IServerStreamWriter<StreamingMessage> stream, CancellationToken ct)
    {
        try
        {
            await foreach (var message in _outgoing.Reader.ReadAllAsync(ct))
            {
                await stream.WriteAsync(message, ct);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or InvalidOperationException)
        {
            // The stream is closed.
        }
    }
}
