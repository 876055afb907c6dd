using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Plum.Core.Calls;
using Xunit;

namespace Plum.Core.Tests.Calls;

public sealed class CampaignTotalsTests
{
    private static readonly Instant Noon = Instant.FromUtc(2022, 1, 3, 17, 0);

    private static readonly Gen<RunEnding> Endings =
        from dialed in Gen.Choose(-500, 500)
        from end in Gen.Choose(-5, 5)
        from kind in Gen.Choose(0, 2)
        from type in Gen.Choose(0, 9)
        from callerId in Gen.Elements(null, "6175550100", "6175550101")
        from seconds in Gen.Choose(0, 100_000)
        from transfers in Gen.Choose(0, 300)
        select new RunEnding(
            Noon + Duration.FromSeconds(end),
            (RunEndingKind)kind,
            new(
                Noon + Duration.FromMilliseconds(dialed),
                callerId,
                (CalleeType)type,
                seconds,
                transfers,
                transfers * 1_000));

    private static readonly Gen<DialRun> Runs =
        from endings in Endings.NonEmptyListOf()
        from recorded in Gen.Elements(true, true, false)
        select new DialRun(
            [.. endings.Select((_, i) => new RunCall(i, 1))],
            Noon,
            recorded ? [.. endings] : []);

    [Fact]
    public void Count_AddsUpToWhatWasAccepted_AtEveryInstant() =>
        Prop.ForAll(Runs.ListOf().ToArbitrary(), Gen.Choose(-6, 6).ToArbitrary(), (runs, seconds) =>
        {
            var counts = CampaignTotals.Zero.Count(10_000, runs, Noon + Duration.FromSeconds(seconds));
            return counts.Waiting + counts.Retrying + counts.InFlight + counts.Final == counts.Accepted
                && counts.Waiting >= 0
                && counts.Retrying >= 0;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Count_StaysTheSame_WhenARunIsFolded() =>
        Prop.ForAll(Runs.ListOf().ToArbitrary(), runs =>
        {
            var now = Noon + Duration.FromSeconds(6); // everything recorded is over
            var folded = runs
                .Where(run => run.IsOver(now))
                .Aggregate(CampaignTotals.Zero, (totals, run) => totals.Plus(run));
            return folded.Count(
                10_000, runs.Where(run => !run.IsOver(now)), now) == CampaignTotals.Zero.Count(10_000, runs, now);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Count_MovesARetryFromRetryingToInFlight_WhenItIsClaimed()
    {
        var first =
            new DialRun([new(7, 1)], Noon, [new(Noon, RunEndingKind.Retry, new(Noon, null, CalleeType.Busy, 0, 0, 0))]);
        var second = new DialRun([new(7, 2)], Noon, []);

        Assert.Equal(new(1, 0, 1, 0, 0, 0, 0, 0), CampaignTotals.Zero.Count(1, [first], Noon));
        Assert.Equal(new(1, 0, 0, 1, 0, 0, 0, 0), CampaignTotals.Zero.Count(1, [first, second], Noon));
    }

    [Fact]
    public void Parse_ReadsWhatWasWritten() =>
        Prop.ForAll(Runs.ToArbitrary(), run =>
        {
            var read = DialRun.Parse(
                DialRun.Write(run.Calls), run.LeaseUntil, run.IsRecorded ? DialRun.Write(run.Endings) : null);
            return read.Calls.SequenceEqual(run.Calls) && read.Endings.SequenceEqual(run.Endings);
        }).QuickCheckThrowOnFailure();
}
