using NodaTime;
using Plum.Core.Calls;
using Plum.Core.Campaigns;
using Plum.Core.Pacing;
using Xunit;

namespace Plum.Core.Tests.Calls;

public sealed class ReleasesTests
{
    private static readonly Instant Eight = Instant.FromUtc(2022, 1, 3, 13, 0);

    private static readonly Campaign Campaign = new(
        new("acme", 3),
        new(2022, 1, 1),
        new(2022, 1, 5),
        "http://a.example/start",
        null,
        1,
        "1",
        [],
        0,
        300,
        CampaignState.Started,
        5,
        Eight,
        Eight);

    private static readonly ReleaseProgress Hundred = ReleaseProgress.New.Admit(new(100, Eight));

    [Fact]
    public void Cut_GivesCallsOutInOrder_EachWithItsSlot()
    {
        var (messages, progress) = Cut(Hundred, new SlotRun(Eight, Duration.FromMinutes(30), 100, 0, 3));

        Assert.Equal(
            [(0L, Eight), (1L, Eight + Duration.FromSeconds(18)), (2L, Eight + Duration.FromSeconds(36))],
            Calls(messages));
        Assert.Equal("3-100", progress.Pending.ToString());
        Assert.Equal(["0-1", "1-2", "2-3"], progress.Given.Select(given => given.Positions.ToString()));
    }

    [Fact]
    public void Cut_PutsTheCallsOfOneSecondIntoOneMessage_WhereThePaceIsHigh()
    {
        var (messages, _) = Cut(Hundred, new SlotRun(Eight, Duration.FromMinutes(1), 3_000, 0, 100));

        Assert.Equal([50, 50], messages.Select(message => message.Count));
        Assert.Equal(Enumerable.Range(0, 100).Select(i => (long)i), Calls(messages).Select(call => call.Position));
    }

    [Fact]
    public void Cut_NeverMakesAMessageLargerThanOneClaim()
    {
        var (messages, _) = Cut(Hundred, new SlotRun(Eight, Duration.FromMinutes(1), 600_000, 0, 100));

        Assert.Equal([96, 4], messages.Select(message => message.Count));
    }

    [Fact]
    public void Cut_FillsGapsFirst_AndSplitsMessagesAtThem()
    {
        var gaps = Hundred with { Pending = PositionRanges.Parse("4-6,50-100") };
        var (messages, progress) = Cut(gaps, new SlotRun(Eight, Duration.FromMinutes(1), 3_000, 0, 4));

        Assert.Equal([4L, 5L, 50L, 51L], Calls(messages).Select(call => call.Position));
        Assert.Equal([(4L, 2), (50L, 2)], messages.Select(message => (message.From, message.Count)));
        Assert.Equal("52-100", progress.Pending.ToString());
    }

    [Fact]
    public void Cut_PutsDueAttemptsOfOneSecondIntoOneMessage_AlsoWithEmptySlotsBetweenThem()
    {
        var minute = new SlotRun(Eight, Duration.FromMinutes(1), 6_000, 0, 1); // a slot every 10 ms
        int[] slots = [3, 4, 50, 102, 103, 104, 250];
        var due = slots.Select(slot => new DueAttempt(slot, Eight.ToUnixTimeTicks() + slot, 1)).ToList();
        PlannedRun[] runs = [.. slots.Select(slot => new PlannedRun(minute.Slice(slot, 1), true))];

        var (messages, progress) =
            Releases.Cut(Campaign.Key, Campaign.Epoch, Hundred, new(runs, Eight, Eight, null!), due, 5);

        Assert.Equal([4, 2, 1], messages.Select(message => message.Count));
        var calls = messages
            .Select(message => DialMessage.Parse(message.ToJson()))
            .SelectMany(message => message.Calls())
            .ToList();
        Assert.Equal(due, calls.Select(call => call.Due!.Value));
        Assert.Equal(slots.Select(slot => Eight + Duration.FromMilliseconds(10 * slot)), calls.Select(call => call.At));
        Assert.Equal(due, Assert.Single(progress.Given).Due);
    }

    [Fact]
    public void DialMessage_KeepsItsInstants_OverTheQueue()
    {
        var (messages, _) = Cut(Hundred, new SlotRun(Eight, Duration.FromMinutes(1), 7, 3, 4));

        Assert.Equal(Calls(messages), Calls([.. messages.Select(message => DialMessage.Parse(message.ToJson()))]));
    }

    [Fact]
    public void GivenOut_IsRememberedByStretchesOfTenSeconds()
    {
        var (_, progress) = Cut(Hundred, new SlotRun(Eight, Duration.FromMinutes(1), 120, 0, 50));

        Assert.Equal(["0-20", "20-40", "40-50"], progress.Given.Select(given => given.Positions.ToString()));
        Assert.Equal([9.5, 19.5, 24.5], progress.Given.Select(given => (given.LastSlot - Eight).TotalSeconds));
    }

    [Fact]
    public void Overdue_IsLookedForAMinuteAfterSlotsThatWentByUnclaimed()
    {
        var (_, progress) = Cut(Hundred, new SlotRun(Eight, Duration.FromMinutes(1), 120, 0, 50));
        var claimed = new DialRun([.. Enumerable.Range(0, 19).Select(i => new RunCall(i, 1))], Eight, []);
        var (passed, now) = (progress.Seen([claimed], new HashSet<DueAttempt>()), Eight + Duration.FromSeconds(9.5));

        Assert.Equal(now + ReleaseProgress.Overdue, passed.OverdueIsSeenAt(now));
        Assert.Equal(now + ReleaseProgress.Overdue, passed.OverdueAt);
        var last = Eight + Duration.FromSeconds(24.5) + ReleaseProgress.Overdue;
        Assert.Equal(last, progress.OverdueIsSeenAt(Eight));
        Assert.Null(ReleaseProgress.New.OverdueIsSeenAt(Eight));
    }

    [Fact]
    public void TakenBack_ReturnsWhatNobodyClaimed_ToItsPlace()
    {
        var (_, progress) = Cut(Hundred, new SlotRun(Eight, Duration.FromMinutes(1), 60, 0, 10));
        var claimed = new DialRun([new(0, 1), new(1, 1), new(5, 1)], Eight, []);

        var back = progress.Seen([claimed], new HashSet<DueAttempt>()).TakenBack(6, Eight, Eight);

        Assert.Equal("2-5,6-100", back.Pending.ToString());
        Assert.Null(back.OverdueAt);
    }

    private static (IReadOnlyList<DialMessage> Messages, ReleaseProgress Progress) Cut(
        ReleaseProgress progress, SlotRun slots) =>
        Releases.Cut(
            Campaign.Key, Campaign.Epoch, progress, new([new(slots, false)], slots.Last, slots.Last, null!), [], 96);

    private static List<(long Position, Instant At)> Calls(IEnumerable<DialMessage> messages) =>
        [.. messages.SelectMany(message => message.Calls()).Select(call => (call.Position, call.At))];
}
