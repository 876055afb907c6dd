namespace Plum.Functions.Shared;

/// <summary>One at a time for each key; keys do not wait for each other.</summary>
internal sealed class KeyedTurns
{
    private readonly Dictionary<string, Turn> _turns = [];

    public async Task<T> TakeAsync<T>(string key, Func<Task<T>> act)
    {
        var turn = Join(key);
        try
        {
            await turn.Place.WaitAsync();
            try
            {
                return await act();
            }
            finally
            {
                turn.Place.Release();
            }
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
                _turns.Add(key, turn = new());
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

    private sealed class Turn
    {
        public SemaphoreSlim Place { get; } = new(1);

        public int Users { get; set; }
    }
}
