using Plum.Core.Volume;
using Plum.Functions.Shared;

namespace Plum.Functions.Volume;

/// <summary>Sums as this process wrote or read them last, so that they need not be read before each change.</summary>
/// <remarks>
/// What is remembered may be out of date: its version then fails the transaction, and the sum is read again. Not for use by two at once.
/// </remarks>
internal sealed class KnownSums
{
    /// <summary>Some 5 MB. For an account that shows more numbers than this in a day, changes read what they are about to change.</summary>
    private const int Most = 20_000;

    private readonly Dictionary<(string Partition, string Row), Stored<VolumeSum>> _sums = [];

    /// <summary>Null when nothing is known of the sum; it is then taken not to be there yet.</summary>
    public Stored<VolumeSum>? Find(string partition, string row) => _sums.GetValueOrDefault((partition, row));

    public void Remember(string partition, string row, Stored<VolumeSum>? sum)
    {
        if (sum is null)
        {
            _sums.Remove((partition, row));
            return;
        }

        if (_sums.Count >= Most)
        {
            _sums.Clear();
        }

        _sums[(partition, row)] = sum;
    }
}
