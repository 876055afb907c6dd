using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Plum.Core.Calls;
using Xunit;

namespace Plum.Core.Tests.Calls;

/// <summary>A call is tried again by the rule of its last outcome, within one budget.</summary>
public sealed class RetryRulesTests
{
    private static readonly Instant Noon = Instant.FromUtc(2022, 1, 3, 17, 0);
    private static readonly CallAttempt First =
        new(1, Noon, Noon + Duration.FromSeconds(30), false, CalleeType.Unknown, 0);

    private static readonly RetryRules Each = new(null, new(3, 60), new(1, 120), new(2, 180), new(10, 240));

    private static readonly Gen<int?> Count =
        from count in Gen.Choose(0, 10)
        from given in Gen.Elements(true, false)
        select given ? count : (int?)null;

    private static readonly Gen<RetryRule?> Rule =
        from attempts in Count
        from interval in Gen.Choose(60, 172_800)
        select attempts is { } some ? new RetryRule(some, interval) : null;

    private static readonly Gen<RetryRules> Rules =
        from budget in Count
        from rules in Rule.ListOf(4)
        select new RetryRules(budget, rules[0], rules[1], rules[2], rules[3]);

    private static readonly Gen<CallAttempt> Attempt =
        from type in Gen.Elements(Enum.GetValues<CalleeType>())
        from completed in Gen.Elements(true, false)
        from seconds in Gen.Choose(0, 600)
        select First with
        {
            CalleeType = type,
            Completed = completed && MayComplete(type),
            EndsAt = Noon + Duration.FromSeconds(seconds),
        };

    private static readonly Gen<CallAttempt> Tried =
        from type in Gen.Elements(
            CalleeType.Busy, CalleeType.NoAnswer, CalleeType.AnsweringMachine, CalleeType.Rejected)
        select First with { CalleeType = type, Completed = type == CalleeType.AnsweringMachine };

    [Fact]
    public void Call_IsTriedAgain_WithinOneBudget_WhateverComesOfItsAttempts() =>
        Prop.ForAll(Rules.ToArbitrary(), Tried.ListOf(30).ToArbitrary(), (rules, attempts) =>
        {
            var retries = attempts
                .TakeWhile((attempt, i) => rules.After(attempt with { Number = i + 1 }) is not null)
                .Count();
            return retries <= rules.Most
                && retries <= (rules.MaxRetries ?? 10)
                && retries <= All(rules).Max(rule => rule?.Attempts ?? 0);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Rule_GivesEachOutcomeAllItsAttempts_WhenNothingElseHappens() =>
        Prop.ForAll(Rules.ToArbitrary(), Attempt.ToArbitrary(), (rules, attempt) =>
        {
            var retries = Enumerable
                .Range(1, 20)
                .TakeWhile(number => rules.After(attempt with { Number = number }) is not null)
                .Count();
            return retries == Math.Min(Expected(rules, attempt)?.Attempts ?? 0, rules.MaxRetries ?? 10);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Answered_IsNeverTriedAgain_UnlessByAMachine() =>
        Prop.ForAll(Rules.ToArbitrary(), Attempt.ToArbitrary(), (rules, attempt) =>
            rules.After(attempt) is null
            || !attempt.IsAnswered
            || attempt is { Completed: true, CalleeType: CalleeType.AnsweringMachine }).QuickCheckThrowOnFailure();

    [Fact]
    public void NextDue_ComesTheOutcomesIntervalAfterTheEnd_OrNeverOnceTheCallHasExpired() =>
        Prop.ForAll(Rules.ToArbitrary(), Attempt.ToArbitrary(), Gen.Choose(0, 200_000).ToArbitrary(), (
            rules, attempt, expires) =>
        {
            var settings = new CallSettings(
                "http://host/", null, 0, 300, Expires: Noon + Duration.FromSeconds(expires), Retry: rules);
            var due = attempt.EndsAt + Duration.FromSeconds(Expected(rules, attempt)?.Interval ?? 0);
            return attempt.NextDue(settings) is { } next
                ? next == due && next < settings.Expires
                : rules.After(attempt) is null || due >= settings.Expires;
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(false, CalleeType.Busy, 60)]
    [InlineData(false, CalleeType.NoAnswer, 120)]
    [InlineData(true, CalleeType.AnsweringMachine, 180)]
    [InlineData(false, CalleeType.Rejected, 240)]
    [InlineData(false, CalleeType.OperatorIntercept, 240)]
    [InlineData(false, CalleeType.Failed, 240)]
    [InlineData(true, CalleeType.Voice, null)]
    [InlineData(true, CalleeType.Fax, null)]
    // its application failed: nobody wants to be rung again for that
    [InlineData(false, CalleeType.Voice, null)]
    [InlineData(false, CalleeType.AnsweringMachine, null)] // likewise
    [InlineData(false, CalleeType.Canceled, null)]
    [InlineData(false, CalleeType.Unknown, null)]          // it may have been answered: never twice
    public void After_IsTheRuleOfTheOutcome(bool completed, CalleeType type, int? interval) =>
        Assert.Equal(interval, Each.After(First with { Completed = completed, CalleeType = type })?.Interval);

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)] // one retry has been made, for whatever: a call has one budget
    public void After_CountsTheRetriesOfAllRules(int attempt, bool again) =>
        Assert.Equal(again, Each.After(First with { Number = attempt, CalleeType = CalleeType.NoAnswer }) is not null);

    [Fact]
    public void Plain_IsOneRuleForWhateverNobodyAnswered()
    {
        Assert.Equal(new(null, new(3, 600), new(3, 600), null, new(3, 600)), RetryRules.Plain(3, 600));
        Assert.Equal(RetryRules.Plain(3, 600), new CallSettings("http://host/", null, 3, 600).Retries);
        Assert.Equal(Each, new CallSettings("http://host/", null, 3, 600, Retry: Each).Retries);
    }

    private static bool MayComplete(CalleeType type) =>
        type is CalleeType.Voice or CalleeType.AnsweringMachine or CalleeType.Fax or CalleeType.Unknown;

    private static RetryRule?[] All(RetryRules rules) => [rules.Busy, rules.NoAnswer, rules.Machine, rules.Failed];

    private static RetryRule? Expected(RetryRules rules, CallAttempt attempt) =>
        (attempt.Completed, attempt.CalleeType) switch
        {
            (true, CalleeType.AnsweringMachine) => rules.Machine,
            (true, _) => null,
            (_, CalleeType.Busy) => rules.Busy,
            (_, CalleeType.NoAnswer) => rules.NoAnswer,
            (_, CalleeType.Rejected or CalleeType.OperatorIntercept or CalleeType.Failed) => rules.Failed,
            _ => null,
        };
}
