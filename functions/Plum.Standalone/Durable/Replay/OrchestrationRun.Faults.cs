namespace Plum.Standalone.Durable;

// How an orchestrator is told that it cannot be replayed.
internal sealed partial class OrchestrationRun
{
    private string After() => _lastMade is { } last ? $"after step {last.Step} ({last})" : "before its first step";

    private NonDeterministicOrchestrationException NonDeterministic(string what) => new(
        $"Orchestrator '{_execution.Name}' (instance '{_execution.InstanceId}') cannot be replayed: {what}. An orchestrator must make "
        + "the same steps each time it is replayed, and await only tasks its context made.");

    private void Violate(string what)
    {
        _violation ??= NonDeterministic($"it {what}").Message;
        _foreign(_violation);
    }

    // Whoever calls the context from another thread got there by awaiting what the context did not make.
    private void RequireThread()
    {
        if (!_thread.IsCurrent)
        {
            Violate($"called its context from another thread, {After()}");
            throw new NonDeterministicOrchestrationException(_violation!);
        }
    }

    // A token canceled by a clock or by CancelAsync calls back from another thread, where throwing would end the process.
    private bool IsCanceledHere()
    {
        if (!_thread.IsCurrent)
        {
            Violate($"canceled a task of its context from another thread, {After()}");
        }

        return _thread.IsCurrent;
    }
}
