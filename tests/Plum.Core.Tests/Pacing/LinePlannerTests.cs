using NodaTime;
using Xunit;

namespace Plum.Core.Tests.Pacing;

/// <summary>Campaigns share lines by weight, the limit holds at every instant, and nobody starves.</summary>
public sealed class LinePlannerTests
{
    private const int Many = 1_000_000;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 8)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Limit_Holds_AndNobodyStarves_WhoeverComesAndGoes(int seed)
    {
        var random = new Random(seed);
        var lines = random.Next(1, 12);
        var world = new LineWorld(new(lines, null), random);
        var members = Crowd(world, random, 8, name => world.Add(
            name, weight: random.Next(1, 5), callsPerMinute: random.Next(1, 600),
            calls: random.Next(2) == 0 ? Many : random.Next(1, 300), seconds: random.Next(2, 40)));

        world.RunTo(world.Now + Duration.FromMinutes(60));

        Assert.InRange(world.MostAtOnce(), 1, lines);
        AssertNobodyStarves(world, members);
    }

    /// <summary>Campaigns whose caller ids are the same, others, or the same in part.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void LimitOfEachCallerId_Holds_AndNobodyStarves(int seed)
    {
        var random = new Random(seed);
        var lines = random.Next(1, 8);
        var world = new LineWorld(new(lines, null), random);
        string[] callerIds = ["a", "b", "c"];
        var members = Crowd(world, random, 6, name => world.Add(
            callerIds: string.Join(',', callerIds.Where(_ => random.Next(2) == 0).DefaultIfEmpty("a")),
            name: name, weight: random.Next(1, 5), callsPerMinute: random.Next(1, 600), calls: Many,
            seconds: random.Next(2, 40)));

        world.RunTo(world.Now + Duration.FromMinutes(60));

        Assert.All(callerIds, callerId => Assert.InRange(world.MostAtOnceOf(callerId), 0, lines + 1e-6));
        AssertNobodyStarves(world, members);
    }

    [Fact]
    public void CallerIdThatNobodyElseShows_IsNotHeldBackByOthers()
    {
        var world = new LineWorld(new(5, null), new Random(1));
        world.Add("one", 1, 600, Many, 60, "a");
        world.Add("two", 1, 600, Many, 60, "a");
        var alone = world.Add("alone", 1, 600, Many, 60, "b,c");
        world.RunTo(LineWorld.Begin + Duration.FromMinutes(30));

        Assert.Equal((5, 5), (world.MostAtOnceOf("a"), world.MostAtOnceOf("b")));
        Assert.InRange(alone.LineSeconds(LineWorld.Begin, world.Now) / (10 * 1_800), 0.85, 1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void CallsOfASecond_AreLimited_AndSharedByWeight(int seed)
    {
        const int perSecond = 20;
        var world = new LineWorld(new(null, perSecond), new Random(seed));
        var (one, three) = (world.Add("one", 1, 6_000, Many, 5), world.Add("three", 3, 6_000, Many, 5));
        world.RunTo(LineWorld.Begin + Duration.FromMinutes(2));
        var late = world.Add("late", 1, 12, Many, 5);
        world.RunTo(LineWorld.Begin + Duration.FromMinutes(6));

        Assert.InRange(world.MostInASecond(), perSecond - 2, perSecond + 3); // three campaigns may start in one instant
        Assert.InRange((double)three.Calls.Count / one.Calls.Count, 2.7, 3.3);
        Assert.InRange(late.Calls.Count, 42, 48); // 12 a minute are less than its share
        Assert.InRange(one.Calls.Count + three.Calls.Count + late.Calls.Count, 0.93 * 360 * perSecond, 366 * perSecond);
    }

    [Fact]
    public void Lines_AreSharedByWeight_AndNoneIsIdle()
    {
        const int lines = 40;
        var world = new LineWorld(new(lines, null), new Random(1));
        var (one, three) = (world.Add("one", 1, 1_200, Many, 30), world.Add("three", 3, 1_200, Many, 30));
        world.RunTo(LineWorld.Begin + Duration.FromMinutes(30));

        var (from, to) = (LineWorld.Begin + Duration.FromMinutes(5), world.Now);
        var (first, second) = (one.LineSeconds(from, to), three.LineSeconds(from, to));
        Assert.InRange(second / first, 2.7, 3.3);
        Assert.InRange((first + second) / (lines * (to - from).TotalSeconds), 0.9, 1);
        Assert.InRange(world.MostAtOnce(), 1, lines);
    }

    /// <summary>A line cannot be divided: they take turns.</summary>
    [Fact]
    public void OneLine_GoesRound()
    {
        var world = new LineWorld(new(1, null), new Random(1));
        var (one, three) = (world.Add("one", 1, 600, Many, 4), world.Add("three", 3, 600, Many, 4));
        world.RunTo(LineWorld.Begin + Duration.FromMinutes(60));
        var late = world.Add("late", 1, 600, Many, 4);
        var (before, then) = (one.Calls.Count, world.Now);
        world.RunTo(world.Now + Duration.FromMinutes(60));

        Assert.InRange((double)three.Calls.Count / one.Calls.Count, 2.3, 3.7);
        Assert.InRange((double)late.Calls.Count / (one.Calls.Count - before), 0.7, 1.4);
        Assert.InRange(one.LongestPause(then, world.Now).TotalSeconds, 0, 120);
        Assert.Equal(1, world.MostAtOnce());
    }

    /// <summary>A slot each 30 seconds would never meet a line that is free.</summary>
    [Fact]
    public void SlowPace_HasALineKeptForIt()
    {
        var world = new LineWorld(new(2, null), new Random(1));
        world.Add("busy", 1, 600, Many, 100);
        world.RunTo(LineWorld.Begin + Duration.FromMinutes(5));
        var slow = world.Add("slow", 1, 2, Many, 5);
        world.RunTo(world.Now + Duration.FromMinutes(60));

        Assert.InRange(slow.Calls.Count, 36, 121); // a line comes free each 50 seconds, and then one is kept
    }

    [Fact]
    public void HeldBackCalls_AreCounted_AndKeepNoSlots()
    {
        var world = new LineWorld(new(5, null), new Random(1));
        var one = world.Add("one", 1, 600, Many, 60);
        world.RunTo(LineWorld.Begin + Duration.FromSeconds(20));

        Assert.Equal(5, one.Calls.Count);
        Assert.InRange(world.Book.Find("one")!.HeldBack, 55, 61); // those of six seconds
    }

    // They come one after the other, up to ten minutes apart.
    private static List<(LineWorld.Member Member, Instant From)> Crowd(
        LineWorld world, Random random, int size, Func<string, LineWorld.Member> add)
    {
        List<(LineWorld.Member Member, Instant From)> members = [];
        for (var i = 0; i < size; i++)
        {
            members.Add((add($"{i}"), world.Now));
            world.RunTo(world.Now + Duration.FromSeconds(random.Next(1, 600)));
        }

        return members;
    }

    private static void AssertNobodyStarves(
        LineWorld world, IEnumerable<(LineWorld.Member Member, Instant From)> members) =>
        Assert.All(members, one => Assert.True(
            one.Member.LongestPause(one.From, world.Now) < Duration.FromMinutes(15),
            $"{one.Member.Name} waited {one.Member.LongestPause(one.From, world.Now)} for one of its lines"));
}
