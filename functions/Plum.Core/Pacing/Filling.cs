using NodaTime;

namespace Plum.Core.Pacing;

/// <summary>
/// Fills a campaign's slots one after the other: with the attempt that has been due longest, else the next call of the
/// list.
/// </summary>
internal sealed class Filling(PlanRequest request)
{
    private readonly Sessions _sessions = new(request.Calendar, request.Anchor, request.CallsPerSecond);
    private readonly List<PlannedRun> _runs = [];
    private long _waiting = request.Waiting;
    private int _due;
    private int _room = request.MaxCalls;

    /// <summary>Slots before this instant are used up.</summary>
    public Instant From { get; private set; } = Instant.Max(Earliest(request), request.From);

    private Instant? NextDue => _due < request.Due.Count ? request.Due[_due] : null;

    // A late call may not start in the next period.
    private static Instant Earliest(PlanRequest request) => Instant.Max(
        request.Now - Planner.Lateness,
        new Sessions(request.Calendar, request.Anchor, request.CallsPerSecond).PeriodBegin(request.Now));

    /// <summary>Gives out the slots up to the horizon.</summary>
    public IReadOnlyList<PlannedRun> Fill()
    {
        var horizon = request.Now + request.Horizon;

        foreach (var session in _sessions.EndingAfter(Instant.Max(From, request.Now)))
        {
            if (session.Begin >= horizon || !Fill(session, session.SlotsBefore(horizon)))
            {
                break;
            }
        }

        return _runs;
    }

    /// <summary>The first slot not given out that a call is left for, or null.</summary>
    public Instant? Next() =>
        _waiting > 0 ? _sessions.FirstSlot(From, request.Now)
        : NextDue is { } due ? _sessions.FirstSlot(Instant.Max(From, due), request.Now)
        : null;

    /// <summary>Why the slots before <paramref name="next"/> start no call.</summary>
    public Reason WhyNotBefore(Instant next)
    {
        var noneDue = _waiting == 0 && _sessions.FirstSlot(From, request.Now) < next;
        return Reason.Until(noneDue ? Because.NotDue : _sessions.Between(request.Now, next), next, request.Now);
    }

    /// <summary>
    /// Fills a session's slots before number <paramref name="end"/>; false when there is no call or no room for one.
    /// </summary>
    private bool Fill(Session session, long end)
    {
        var slot = session.SlotsBefore(From);

        while (slot < end)
        {
            var due = NextDue;

            if (_room == 0 || (_waiting == 0 && due is null))
            {
                return false;
            }

            var dueFrom = due is { } instant ? session.SlotsBefore(instant) : end;

            if (dueFrom <= slot)
            {
                Add(session.Run(slot, 1), due: true);
                slot = session.SlotsBefore(From);
            }
            else if (_waiting == 0)
            {
                slot = dueFrom;
            }
            else
            {
                Add(NextRun(session, slot, Math.Min(end, dueFrom)), due: false);
                slot = session.SlotsBefore(From);
            }
        }

        return true;
    }

    private SlotRun NextRun(Session session, long slot, long end)
    {
        var most = (int)Math.Min(_waiting, _room);
        var run = session.Run(slot, (int)Math.Min(end - slot, int.MaxValue));
        return request.Spacing > run.Spacing
            ? run.Spaced(request.Spacing, most)
            : run.Slice(0, Math.Min(most, run.Count));
    }

    private void Add(SlotRun slots, bool due)
    {
        _room -= slots.Count;
        _waiting -= due ? 0 : slots.Count;
        _due += due ? slots.Count : 0;
        From = slots.Last + Duration.Max(Duration.FromTicks(1), request.Spacing);

        if (_runs is [.., var last] && last.Due == due && last.Slots.GoesOnWith(slots))
        {
            _runs[^1] = last with { Slots = last.Slots with { Count = last.Slots.Count + slots.Count } };
        }
        else
        {
            _runs.Add(new(slots, due));
        }
    }
}
