using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Plum.Core.Calls;
using Xunit;

namespace Plum.Core.Tests.Calls;

public sealed class CampaignTotalsTests
{
    private static readonly Instant Noon = Instant.FromUtc(2022, 1, 3, 17, 0);

    private static readonly Gen<DialRun> Runs =
        from endings in Gen.Choose(-5, 5).Zip(Gen.Choose(0, 2)).NonEmptyListOf()
        from recorded in Gen.Elements(true, true, false)
        select new DialRun(
            [.. endings.Select((_, i) => new RunCall(i, 1))],
            Noon,
            recorded ? [.. endings.Select(ending => new RunEnding(Noon + Duration.FromSeconds(ending.Item1), (RunEndingKind)ending.Item2))] : []);

    [Fact]
    public void Count_AddsUpToWhatWasAccepted_AtEveryInstant() =>
        Prop.ForAll(Runs.ListOf().ToArbitrary(), Gen.Choose(-6, 6).ToArbitrary(), (runs, seconds) =>
        {
            var counts = CampaignTotals.Zero.Count(10_000, runs, Noon + Duration.FromSeconds(seconds));
            return counts.Waiting + counts.Retrying + counts.InFlight + counts.Final == counts.Accepted && counts.Waiting >= 0 && counts.Retrying >= 0;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Count_StaysTheSame_WhenARunIsFolded() =>
        Prop.ForAll(Runs.ListOf().ToArbitrary(), runs =>
        {
            var now = Noon + Duration.FromSeconds(6); // everything recorded is over
            var folded = runs.Where(run => run.IsOver(now)).Aggregate(CampaignTotals.Zero, (totals, run) => totals.Plus(run));
            return folded.Count(10_000, runs.Where(run => !run.IsOver(now)), now) == CampaignTotals.Zero.Count(10_000, runs, now);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Count_MovesARetryFromRetryingToInFlight_WhenItIsClaimed()
    {
        var first = new DialRun([new(7, 1)], Noon, [new(Noon, RunEndingKind.Retry)]);
        var second = new DialRun([new(7, 2)], Noon, []);

        Assert.Equal(new(1, 0, 1, 0, 0, 0, 0, 0), CampaignTotals.Zero.Count(1, [first], Noon));
        Assert.Equal(new(1, 0, 0, 1, 0, 0, 0, 0), CampaignTotals.Zero.Count(1, [first, second], Noon));
    }

    [Fact]
    public void Parse_ReadsWhatWasWritten() =>
        Prop.ForAll(Runs.ToArbitrary(), run =>
        {
            var read = DialRun.Parse(DialRun.Write(run.Calls), run.LeaseUntil, run.IsRecorded ? DialRun.Write(run.Endings) : null);
            return read.Calls.SequenceEqual(run.Calls) && read.Endings.SequenceEqual(run.Endings);
        }).QuickCheckThrowOnFailure();
}
