using Microsoft.DurableTask;

namespace Plum.Standalone.Durable;

/// <summary>When a policy tries a failed activity again.</summary>
internal static class RetryDelay
{
    /// <summary>The wait after the given attempt (from 1), or null when that was the last.</summary>
    public static TimeSpan? After(RetryPolicy policy, int attempt, TimeSpan elapsed, TaskFailureDetails failure)
    {
        var expired = policy.RetryTimeout != Timeout.InfiniteTimeSpan && elapsed >= policy.RetryTimeout;
        if (attempt >= policy.MaxNumberOfAttempts || expired || !policy.HandleFailure(failure))
        {
            return null;
        }

        // A century of back-off overflows a TimeSpan; without a maximum it is waited for all the same.
        var longest = policy.MaxRetryInterval == Timeout.InfiniteTimeSpan ? TimeSpan.FromDays(36_500) : policy.MaxRetryInterval;
        var seconds = policy.FirstRetryInterval.TotalSeconds * Math.Pow(policy.BackoffCoefficient, attempt - 1);
        return seconds < longest.TotalSeconds ? TimeSpan.FromSeconds(seconds) : longest;
    }
}
