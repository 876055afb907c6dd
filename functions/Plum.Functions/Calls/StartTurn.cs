using NodaTime;
using Plum.Core.Pacing;
using Plum.Functions.Shared;

namespace Plum.Functions.Calls;

/// <summary>
/// A message's calls on their way to the telephone, beside those of the campaign's other messages that this process
/// dials.
/// </summary>
/// <remarks>
/// Messages are worked on side by side. Where the machine is late, the calls of several are due at once: they start in
/// the order of their slots, whichever message brought them.
/// </remarks>
public sealed class StartTurn : IDisposable
{
    private readonly CampaignTurns _turns;
    private readonly TimeProvider _time;

    internal StartTurn(CampaignTurns turns, Instant begin, TimeProvider time)
    {
        (_turns, _time, Slot, MovedAt) = (turns, time, begin, time.Now());
        turns.Add(this);
    }

    internal StartLine Line => _turns.Line;

    /// <summary>The slot of the call that comes next. Calls with later slots wait for it.</summary>
    internal Instant Slot { get; set; }

    internal Instant MovedAt { get; set; }

    /// <summary>Calls with slots up to so much earlier are not waited for.</summary>
    internal Duration Ahead { get; set; }

    /// <summary>Canceled when it is this turn's time; null while it does not wait.</summary>
    internal CancellationTokenSource? Waiting { get; set; }

    /// <summary>The calls before this slot have started, or do not start any more.</summary>
    public void MoveTo(Instant slot) => _turns.Move(this, slot, _time.Now());

    /// <summary>Waits for the calls of other messages that have earlier slots.</summary>
    /// <param name="ahead">But for those that have slots up to so much earlier.</param>
    public async Task ComeAsync(Duration ahead, CancellationToken ct)
    {
        Ahead = ahead;
        while (_turns.Wait(this) is { } come)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(come.Token, ct);
            try
            {
                await _time.UntilAsync(_time.Now() + CampaignTurns.Patience, either.Token);
                _turns.RemoveStuck(_time.Now());
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                await Task.Yield(); // or what comes next would delay the calls of whoever has just moved on
            }
        }
    }

    /// <summary>None of its calls starts any more.</summary>
    public void Dispose() => _turns.Remove(this);
}

/// <summary>A campaign's messages that this process dials, and the line that their calls go through.</summary>
internal sealed class CampaignTurns
{
    // A dialer that gets nowhere, since its storage does not answer, must not keep the campaign's other calls.
    public static readonly Duration Patience = Planner.Lateness;

    private readonly Lock _gate = new();
    private readonly List<StartTurn> _turns = [];

    public StartLine Line { get; } = new();

    public void Add(StartTurn turn)
    {
        lock (_gate)
        {
            _turns.Add(turn);
        }
    }

    public void Move(StartTurn turn, Instant slot, Instant now) => Change(() =>
    {
        (turn.Slot, turn.MovedAt) = (slot, now);
        if (!_turns.Contains(turn))
        {
            _turns.Add(turn); // it was passed over, and goes on
        }
    });

    public void Remove(StartTurn turn) => Change(() => _turns.Remove(turn));

    /// <summary>The first in line is passed over when it has not moved for too long.</summary>
    public void RemoveStuck(Instant now) => Change(() =>
    {
        if (_turns.MinBy(turn => turn.Slot) is { } first && first.MovedAt + Patience <= now)
        {
            _turns.Remove(first);
        }
    });

    /// <summary>What is canceled when it is this turn's time; null when it is.</summary>
    public CancellationTokenSource? Wait(StartTurn turn)
    {
        lock (_gate)
        {
            return turn.Waiting = _turns.Exists(other => other.Slot < turn.Slot - turn.Ahead) ? new() : null;
        }
    }

    private void Change(Action change)
    {
        List<CancellationTokenSource>? come = null;
        lock (_gate)
        {
            change();
            if (_turns.Exists(turn => turn.Waiting is not null))
            {
                var first = _turns.Min(turn => turn.Slot);
                foreach (var turn in _turns.Where(turn => turn.Waiting is not null && turn.Slot - turn.Ahead <= first))
                {
                    (come ??= []).Add(turn.Waiting!);
                    turn.Waiting = null;
                }
            }
        }

        come?.ForEach(source => source.Cancel());
    }
}
