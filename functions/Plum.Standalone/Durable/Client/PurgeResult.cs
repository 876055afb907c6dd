namespace Microsoft.DurableTask.Client;

/// <summary>How many instances a purge removed.</summary>
public class PurgeResult(int count, bool? isComplete)
{
    public PurgeResult(int count)
        : this(count, null)
    {
    }

    public int PurgedInstanceCount { get; } = count;

    public bool? IsComplete { get; } = isComplete;
}

/// <summary>Sub-orchestrations do not exist on this runtime, so <paramref name="Recursive"/> changes nothing here.</summary>
public record PurgeInstanceOptions(bool Recursive = false);

/// <inheritdoc cref="PurgeInstanceOptions"/>
public record TerminateInstanceOptions(object? Output = null, bool Recursive = false);
