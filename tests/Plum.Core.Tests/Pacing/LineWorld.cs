using NodaTime;
using Plum.Core.Pacing;

namespace Plum.Core.Tests.Pacing;

/// <summary>Campaigns that share lines, each planned in its turn as the service does it, in no time.</summary>
internal sealed class LineWorld(LineLimit limit, Random random)
{
    public static readonly Instant Begin = Some.At(2022, 1, 3, 8, 0);

    private readonly List<Member> _members = [];

    public LineBook Book { get; private set; } = LineBook.Empty;

    public Instant Now { get; private set; } = Begin;

    public Member Add(
        string name, int weight, int callsPerMinute, int calls, int seconds, string? callerIds = null)
    {
        var day = Some.Day(new(2022, 1, 3), new(0, 0), new(0, 0), new(1, callsPerMinute, 0));
        var member = new Member(name, weight, day, Now, calls, Duration.FromSeconds(seconds), callerIds);
        _members.Add(member);
        return member;
    }

    public void RunTo(Instant end)
    {
        while (_members.MinBy(member => member.Next) is { } member && member.Next < end)
        {
            Now = Instant.Max(Now, member.Next);
            Look(member);
        }

        Now = end;
    }

    /// <summary>The most calls that go on at the same time.</summary>
    public int MostAtOnce()
    {
        var (open, most) = (0, 0);
        var calls = _members.SelectMany(member => member.Calls);
        foreach (var (_, step) in calls.SelectMany(call => new[] { (call.From, 1), (call.To, -1) }).Order())
        {
            most = Math.Max(most, open += step);
        }

        return most;
    }

    /// <summary>
    /// The most calls of a caller id that go on at the same time, when each shows an equal part of a campaign's.
    /// </summary>
    public double MostAtOnceOf(string callerId)
    {
        var (open, most) = (0.0, 0.0);
        var calls =
            from member in _members
            let callerIds = member.CallerIds!.Split(',')
            where callerIds.Contains(callerId)
            from call in member.Calls
            let part = 1.0 / callerIds.Length
            from step in new[] { (At: call.From, Part: part), (At: call.To, Part: -part) }
            orderby step
            select step.Part;
        foreach (var part in calls)
        {
            most = Math.Max(most, open += part);
        }

        return most;
    }

    /// <summary>The most calls that start within a second.</summary>
    public int MostInASecond()
    {
        var starts = _members.SelectMany(member => member.Calls).Select(call => call.From).Order().ToList();
        var (from, most) = (0, 0);
        for (var to = 0; to < starts.Count; to++)
        {
            while (starts[to] - starts[from] >= Duration.FromSeconds(1))
            {
                from++;
            }

            most = Math.Max(most, to - from + 1);
        }

        return most;
    }

    private void Look(Member member)
    {
        var open = member.Open;
        open.RemoveAll(call => call.To <= Now);
        var use = new LineUse(
            member.Name, member.Weight, open.Count, open.Select(call => call.To).DefaultIfEmpty(Now).Max(),
            open.Select(call => call.From).DefaultIfEmpty(Now).Max());
        var request = new PlanRequest(
            member.Calendar, member.Anchor, Now, member.GivenOutTo, LinePlanner.Horizon, member.Waiting, [], true,
            1_000, 20_000);
        var (plan, books, lookBy) = LinePlanner.Plan(
            request, use, mayRelease: true, [new(limit, Book, member.CallerIds)]);
        Book = books[0];
        if (plan is Plan.Release release)
        {
            member.GivenOutTo = release.GivenOutTo;
            foreach (var slot in release.Runs.SelectMany(run => run.Slots.Singles()))
            {
                var start = Instant.Max(Now, slot.Begin);
                open.Add((start, start + (member.Length * (0.5 + random.NextDouble()))));
                member.Calls.Add(open[^1]);
            }
        }

        var next = plan switch
        {
            Plan.Release again => again.LookAgain,
            Plan.Hold hold => hold.LookAgain,
            Plan.Sleep sleep => sleep.Until - Duration.FromSeconds(2),
            _ => Begin + Duration.FromDays(10),
        };

        // Nobody wakes to the millisecond.
        member.Next = Instant.Max(Now, Instant.Min(next, lookBy ?? next))
            + Duration.FromMilliseconds(1 + random.Next(50));
    }

    public sealed class Member(
        string name, int weight, Calendar calendar, Instant begin, int calls, Duration length, string? callerIds)
    {
        public string? CallerIds => callerIds;

        public string Name { get; } = name;

        public int Weight { get; } = weight;

        public Calendar Calendar { get; } = calendar;

        public Instant Anchor { get; } = begin;

        public Duration Length { get; } = length;

        public List<(Instant From, Instant To)> Calls { get; } = [];

        public List<(Instant From, Instant To)> Open { get; } = [];

        public int Waiting => calls - Calls.Count;

        public Instant GivenOutTo { get; set; } = begin;

        public Instant Next { get; set; } = begin;

        /// <summary>How long its calls last together within a stretch.</summary>
        public double LineSeconds(Instant from, Instant to) => Calls.Sum(call => Math.Max(
            0, (Instant.Min(call.To, to) - Instant.Max(call.From, from)).TotalSeconds));

        /// <summary>The longest it was without a start, from an instant to its last call or another instant.</summary>
        public Duration LongestPause(Instant from, Instant to)
        {
            var starts = Calls.Select(call => call.From).Where(at => at > from && at < to)
                .Prepend(from).Append(Waiting > 0 ? to : from).Order().ToList();
            return starts.Zip(starts.Skip(1), (one, next) => next - one).DefaultIfEmpty(Duration.Zero).Max();
        }
    }
}
