using Microsoft.DurableTask;
using Plum.Standalone.Triggers;

namespace Plum.Standalone.Durable;

/// <summary>
/// An orchestrator function as the worker plays it for one turn. What resumes it later or on another thread was not made by
/// its context: the worker would leave the orchestration waiting for ever; here that is reported.
/// </summary>
internal sealed class OrchestratorTurn(FoundFunction function, IServiceProvider services, Action foreign)
    : SynchronizationContext, ITaskOrchestrator, IDisposable
{
    private const int Over = -1;

    private volatile int _thread = Environment.CurrentManagedThreadId;
    private Task<object?> _run = Task.FromResult<object?>(null);

    public Type InputType => function.InputType ?? typeof(object);

    public Type OutputType => typeof(object);

    public Task<object?> RunAsync(TaskOrchestrationContext context, object? input)
    {
        Within(() => _run = function.Invoke(new Invocation(services, context, CancellationToken.None, input)).AsTask());
        return _run;
    }

    // At once, as in the worker's own context.
    public override void Post(SendOrPostCallback d, object? state)
    {
        if (_thread == Environment.CurrentManagedThreadId)
        {
            Within(() => d(state));
        }
        else
        {
            foreign();
        }
    }

    /// <summary>Ends the turn.</summary>
    public void Dispose()
    {
        _thread = Over;
        if (!_run.IsCompleted)
        {
            _ = _run.ContinueWith(
                _ => foreign(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private void Within(Action act)
    {
        var outer = Current;
        SetSynchronizationContext(this);
        try
        {
            act();
        }
        finally
        {
            SetSynchronizationContext(outer);
        }
    }
}
