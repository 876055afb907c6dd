namespace Plum.Core.Calls;

/// <summary>How often a call is tried again after an outcome, and how long after the attempt.</summary>
/// <param name="Attempts">
/// 0 to 10: so many retries the call may have, whatever the earlier ones were for. All rules count the same retries, so
/// that none adds to another.
/// </param>
/// <param name="Interval">Seconds from the end of the attempt to the next, 60 to 172,800.</param>
public sealed record RetryRule(int Attempts, int Interval);

/// <summary>After which outcomes a call is tried again. An outcome without a rule is final.</summary>
/// <param name="MaxRetries">The most retries of a call, 0 to 10; null leaves it to the rules.</param>
/// <param name="Machine">After an answering machine, the one answered call that may be tried again.</param>
/// <param name="Failed">
/// After whatever else nobody answered: rejected, operator intercept, and what the gateway could not place.
/// </param>
public sealed record RetryRules(
    int? MaxRetries, RetryRule? Busy, RetryRule? NoAnswer, RetryRule? Machine, RetryRule? Failed)
{
    /// <summary>The call's budget: the most retries that it can come to.</summary>
    public int Most => Math.Min(
        MaxRetries ?? CallSettings.MostRetries,
        new[] { Busy, NoAnswer, Machine, Failed }.Max(rule => rule?.Attempts ?? 0));

    /// <summary><c>max_retries</c> and <c>retry_interval</c>: one rule for whatever nobody answered.</summary>
    public static RetryRules Plain(int retries, int interval)
    {
        var rule = new RetryRule(retries, interval);
        return new(null, rule, rule, null, rule);
    }

    /// <summary>The rule by which a call is tried again after the attempt, or null when that was its last.</summary>
    public RetryRule? After(CallAttempt attempt) =>
        RuleFor(attempt) is { } rule && attempt.Number <= Math.Min(rule.Attempts, Most) ? rule : null;

    // Nobody is rung twice because an application failed, nor when nobody knows whether it rang.
    private RetryRule? RuleFor(CallAttempt attempt) => attempt.Outcome switch
    {
        CallOutcome.Busy => Busy,
        CallOutcome.NoAnswer => NoAnswer,
        CallOutcome.Completed when attempt.CalleeType == CalleeType.AnsweringMachine => Machine,
        CallOutcome.Rejected or CallOutcome.OperatorIntercept => Failed,
        CallOutcome.Failed when !attempt.IsAnswered => Failed,
        _ => null,
    };
}
