using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Plum.Functions.Shared;

/// <summary>
/// Whether the storage account throttles. The clients try again by themselves, and for seconds tell nobody why.
/// </summary>
public sealed class StorageLoad(TimeProvider time)
{
    public BusyAnswers Tables { get; } = new(time);

    public BusyAnswers Queues { get; } = new(time);

    /// <summary>A list takes thousands of writes: what storage can still do is left to outcomes and stops.</summary>
    /// <exception cref="RequestFailedException">Tables throttle.</exception>
    public void CheckList()
    {
        if (Tables.AreAll)
        {
            throw new RequestFailedException(429, "Tables throttle; a list has not been begun.");
        }
    }
}

/// <summary>Watches one service's answers that say it is too busy.</summary>
public sealed class BusyAnswers(TimeProvider time) : HttpPipelinePolicy
{
    private const int Several = 3;

    // Longer than the clients pause between two tries.
    private static readonly TimeSpan Recent = TimeSpan.FromSeconds(10);

    private int _inARow;
    private long _last;

    /// <summary>There was one just now.</summary>
    public bool AreThere => _last != 0 && time.GetElapsedTime(Volatile.Read(ref _last)) < Recent;

    /// <summary>The last answers were of no other kind.</summary>
    public bool AreAll => Volatile.Read(ref _inARow) >= Several && AreThere;

    // The app never calls storage synchronously.
    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        ProcessNext(message, pipeline);

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        await ProcessNextAsync(message, pipeline);
        if (message.Response.Status is 429 or 503)
        {
            Volatile.Write(ref _last, time.GetTimestamp());
            Interlocked.Increment(ref _inARow);
        }
        else
        {
            Volatile.Write(ref _inARow, 0);
        }
    }
}
