namespace Plum.Functions.Accounts;

/// <summary>One slow check at a time for each login, so that wrong tries are counted before the next one is made.</summary>
internal sealed class LoginTurns
{
    /// <summary>One login cannot take the whole line in which all logins wait.</summary>
    public const int MaxWaiting = 8;

    private readonly Dictionary<string, Turn> _turns = [];

    /// <exception cref="Shared.BusyException">Enough are waiting for this login.</exception>
    public async Task<T> TakeAsync<T>(string login, Func<Task<T>> check)
    {
        var turn = Join(login);
        try
        {
            return await turn.Line.PassAsync(check);
        }
        finally
        {
            Leave(login, turn);
        }
    }

    private Turn Join(string login)
    {
        lock (_turns)
        {
            if (!_turns.TryGetValue(login, out var turn))
            {
                _turns.Add(login, turn = new());
            }

            turn.Users++;
            return turn;
        }
    }

    private void Leave(string login, Turn turn)
    {
        lock (_turns)
        {
            if (--turn.Users == 0)
            {
                _turns.Remove(login);
            }
        }
    }

    private sealed class Turn
    {
        public BoundedLine Line { get; } = new(1, MaxWaiting);

        public int Users { get; set; }
    }
}
