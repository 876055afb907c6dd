namespace Plum.Standalone.Durable;

/// <summary>Gives an instance one turn at a time, and one more when something came during a turn.</summary>
internal sealed class TurnSwitch
{
    private readonly Lock _lock = new();
    private bool _taken;
    private bool _again;

    /// <summary>Whether the caller is to run turns now; otherwise whoever does will run one more.</summary>
    public bool TryTake()
    {
        lock (_lock)
        {
            _again = _taken;
            return !_taken && (_taken = true);
        }
    }

    /// <summary>Whether the one who runs turns is done.</summary>
    public bool TryLeave()
    {
        lock (_lock)
        {
            _taken = _again;
            _again = false;
            return !_taken;
        }
    }
}
