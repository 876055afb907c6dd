namespace Plum.Standalone.Durable;

/// <summary>Sees to it that an instance has one turn at a time and that nothing that came during a turn waits for the next event.</summary>
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
