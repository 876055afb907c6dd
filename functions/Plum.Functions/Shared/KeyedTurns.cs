using Plum.Functions.Accounts;

namespace Plum.Functions.Shared;

/// <summary>One at a time for each key; keys do not wait for each other.</summary>
/// <param name="waiting">How many may wait for their turn with one key.</param>
internal sealed class KeyedTurns(int waiting = KeyedTurns.AnyNumber)
{
    /// <summary>For what is over quickly, so that all may wait.</summary>
    private const int AnyNumber = int.MaxValue - 1;

    private readonly Dictionary<string, Turn> _turns = [];

    /// <exception cref="BusyException">Enough are waiting with this key.</exception>
    public async Task<T> TakeAsync<T>(string key, Func<Task<T>> act)
    {
        var turn = Join(key);
        try
        {
            return await turn.Line.PassAsync(act);
        }
        finally
        {
            Leave(key, turn);
        }
    }

    private Turn Join(string key)
    {
        lock (_turns)
        {
            if (!_turns.TryGetValue(key, out var turn))
            {
                _turns.Add(key, turn = new(waiting));
            }

            turn.Users++;
            return turn;
        }
    }

    private void Leave(string key, Turn turn)
    {
        lock (_turns)
        {
            if (--turn.Users == 0)
            {
                _turns.Remove(key);
            }
        }
    }

    private sealed class Turn(int waiting)
    {
        public BoundedLine Line { get; } = new(1, waiting);

        public int Users { get; set; }
    }
}
