using NodaTime;
using Plum.Core.Pacing;
using Plum.Functions.Shared;

namespace Plum.Functions.Calls;

/// <summary>A message's calls on their way to the telephone, beside those of the campaign's other messages that this process dials.</summary>
/// <remarks>
/// Messages are worked on side by side. Where the machine is late, the calls of several are due at once: they start in the
/// order of their slots, whichever message brought them.
/// </remarks>
public sealed class StartTurn : IDisposable
{
    // A dialer that gets nowhere, since its storage does not answer, must not keep the campaign's other calls.
    private static readonly Duration Patience = Planner.Lateness;

    private readonly CampaignTurns _turns;
    private readonly TimeProvider _time;
    private CancellationTokenSource? _moved;

    internal StartTurn(CampaignTurns turns, Instant begin, TimeProvider time)
    {
        (_turns, _time, Slot) = (turns, time, begin);
        turns.Add(this);
    }

    internal StartLine Line => _turns.Line;

    /// <summary>The slot of the call that comes next. Calls with later slots wait for it.</summary>
    internal Instant Slot { get; private set; }

    /// <summary>The calls before this slot have started, or do not start any more.</summary>
    public void MoveTo(Instant slot) => Leave(() => Slot = slot);

    /// <summary>Waits for the calls of other messages that have earlier slots.</summary>
    public async Task ComeAsync(CancellationToken ct)
    {
        while (_turns.Ahead(this) is var (ahead, moved))
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(moved, ct);
            try
            {
                await _time.UntilAsync(_time.Now() + Patience, either.Token);
                _turns.Remove(ahead);
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
            }
        }
    }

    /// <summary>None of its calls starts any more.</summary>
    public void Dispose() => Leave(() => _turns.Remove(this));

    // Called by those who wait, with the campaign's turns locked.
    internal CancellationToken Moved() => (_moved ??= new()).Token;

    private void Leave(Action move)
    {
        CancellationTokenSource? moved;
        lock (_turns.Gate)
        {
            move();
            (moved, _moved) = (_moved, null);
        }

        moved?.Cancel();
        moved?.Dispose();
    }
}

/// <summary>A campaign's messages that this process dials, and the line that their calls go through.</summary>
internal sealed class CampaignTurns
{
    private readonly List<StartTurn> _turns = [];

    public Lock Gate { get; } = new();

    public StartLine Line { get; } = new();

    public void Add(StartTurn turn)
    {
        lock (Gate)
        {
            _turns.Add(turn);
        }
    }

    public void Remove(StartTurn turn)
    {
        lock (Gate)
        {
            _turns.Remove(turn);
        }
    }

    /// <summary>A turn with an earlier slot, and what is canceled when it moves on.</summary>
    public (StartTurn Turn, CancellationToken Moved)? Ahead(StartTurn turn)
    {
        lock (Gate)
        {
            var ahead = _turns.Find(other => other.Slot < turn.Slot);
            return ahead is null ? null : (ahead, ahead.Moved());
        }
    }
}
