using NodaTime;
using Plum.Core.Calls;
using Xunit;

namespace Plum.Core.Tests.Calls;

public sealed class CallAttemptTests
{
    private static readonly Instant Dialed = Instant.FromUtc(2022, 1, 3, 13, 0);
    private static readonly CallAttempt Busy =
        new(1, Dialed, Dialed + Duration.FromSeconds(30), false, CalleeType.Busy, 0);

    [Fact]
    public void NextDue_IsMeasuredFromTheEndOfTheAttempt() =>
        Assert.Equal(
            Busy.EndsAt + Duration.FromSeconds(300),
            Busy.NextDue(new("http://host/", null, MaxRetries: 1, RetryInterval: 300)));

    [Theory]
    [InlineData(1, 0, false)]   // no retries asked for
    [InlineData(1, 1, true)]    // the one retry
    [InlineData(2, 1, false)]   // it has been made
    [InlineData(10, 10, true)]  // ten retries are eleven attempts
    [InlineData(11, 10, false)]
    public void NextDue_CountsRetriesNotAttempts(int attempt, int maxRetries, bool again) =>
        Assert.Equal(
            again, (Busy with { Number = attempt }).NextDue(new("http://host/", null, maxRetries, 60)) is not null);

    [Theory]
    [InlineData(CalleeType.Busy, true)]
    [InlineData(CalleeType.NoAnswer, true)]
    [InlineData(CalleeType.OperatorIntercept, true)]
    [InlineData(CalleeType.Rejected, true)]
    [InlineData(CalleeType.Failed, true)]             // the gateway could not: it never rang
    [InlineData(CalleeType.Canceled, false)]
    // answered, but its application failed: nobody wants to be rung again for that
    [InlineData(CalleeType.Voice, false)]
    [InlineData(CalleeType.AnsweringMachine, false)]
    [InlineData(CalleeType.Unknown, false)]           // it may have been answered: never twice
    public void NextDue_IsOnlyForCallsThatNobodyAnswered(CalleeType type, bool again) =>
        Assert.Equal(again, (Busy with { CalleeType = type }).NextDue(new("http://host/", null, 3, 60)) is not null);

    [Theory]
    [InlineData(true, CalleeType.Voice, "completed", true)]
    [InlineData(true, CalleeType.AnsweringMachine, "completed", true)]
    [InlineData(true, CalleeType.Unknown, "completed", true)]
    [InlineData(false, CalleeType.Fax, "failed", true)]
    [InlineData(false, CalleeType.Failed, "failed", false)]
    [InlineData(false, CalleeType.Busy, "busy", false)]
    [InlineData(false, CalleeType.NoAnswer, "no_answer", false)]
    [InlineData(false, CalleeType.Rejected, "rejected", false)]
    [InlineData(false, CalleeType.OperatorIntercept, "operator_intercept", false)]
    [InlineData(false, CalleeType.Canceled, "canceled", false)]
    [InlineData(false, CalleeType.Unknown, "unknown", false)]
    public void Outcome_IsOneOfATable(bool completed, CalleeType type, string outcome, bool answered)
    {
        var attempt = Busy with { Completed = completed, CalleeType = type };

        Assert.Equal((outcome, answered), (attempt.Outcome.Name(), attempt.IsAnswered));
    }
}
