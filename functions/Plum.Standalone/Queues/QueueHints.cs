using System.Collections.Concurrent;
using Plum.Standalone.Storage;

namespace Plum.Standalone.Queues;

/// <summary>
/// What this process knows of when a remote queue's messages become visible, from its own sends, receives and updates.
/// </summary>
/// <remarks>
/// Only a hint: other processes send too, so a trigger still polls now and then. Instants are the service's, cut to whole
/// seconds on the wire: a message named for :05 may appear as late as just before :06.
/// </remarks>
internal sealed class QueueHints
{
    private const int Most = 100_000;

    private static readonly TimeSpan Cut = TimeSpan.FromSeconds(1);
    private static readonly ConcurrentDictionary<string, QueueHints> Queues = new();

    private readonly Lock _gate = new();
    private readonly Signal _changed = new();
    private readonly Dictionary<string, Hint> _byId = [];
    private readonly SortedSet<Hint> _byTime = [];

    public DateTimeOffset? Earliest
    {
        get
        {
            lock (_gate)
            {
                return _byTime.Count == 0 ? null : _byTime.Min.Due;
            }
        }
    }

    /// <summary>The one set of hints for a queue's address.</summary>
    public static QueueHints Of(string address) => Queues.GetOrAdd(address, _ => new QueueHints());

    public Task ChangedAsync(CancellationToken ct) => _changed.NextAsync(ct);

    /// <param name="mayBeEarlier">Whether somebody who waits for the queue should look again.</param>
    public void Expect(string id, DateTimeOffset due, bool mayBeEarlier)
    {
        lock (_gate)
        {
            Set(new(due, id, LastChance: false));
            if (_byTime.Count > Most)
            {
                Remove(_byTime.Max.Id);
            }
        }

        if (mayBeEarlier)
        {
            _changed.Raise();
        }
    }

    public void Forget(string id)
    {
        lock (_gate)
        {
            Remove(id);
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _byId.Clear();
            _byTime.Clear();
        }
    }

    /// <summary>A receive found nothing more at that time of the service's clock: what was due by then is gone, or a second late.</summary>
    public void NothingElseVisible(DateTimeOffset? at)
    {
        lock (_gate)
        {
            while (_byTime.Count > 0 && _byTime.Min is var first && first.Due <= at)
            {
                Remove(first.Id);
                if (!first.LastChance)
                {
                    Set(first with { Due = first.Due + Cut, LastChance = true });
                }
            }
        }
    }

    private void Set(Hint hint)
    {
        Remove(hint.Id);
        _byId[hint.Id] = hint;
        _byTime.Add(hint);
    }

    private void Remove(string id)
    {
        if (_byId.Remove(id, out var hint))
        {
            _byTime.Remove(hint);
        }
    }

    private readonly record struct Hint(DateTimeOffset Due, string Id, bool LastChance) : IComparable<Hint>
    {
        public int CompareTo(Hint other) =>
            Due.CompareTo(other.Due) is not 0 and var byTime ? byTime : string.CompareOrdinal(Id, other.Id);
    }
}
