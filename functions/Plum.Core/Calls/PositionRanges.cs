using System.Collections.Immutable;
using System.Globalization;

namespace Plum.Core.Calls;

/// <summary>A stretch of call positions, <paramref name="To"/> exclusive.</summary>
public readonly record struct PositionRange(long From, long To)
{
    public long Count => To - From;
}

/// <summary>Positions of a campaign's list that are still to be given out, in order. Usually one range: from the cursor to the end.</summary>
public sealed class PositionRanges
{
    public static readonly PositionRanges None = new([]);

    private readonly ImmutableArray<PositionRange> _ranges;

    private PositionRanges(ImmutableArray<PositionRange> ranges) => _ranges = ranges;

    public long Count => _ranges.Sum(range => range.Count);

    public IReadOnlyList<PositionRange> Ranges => _ranges;

    /// <summary>Adds positions after all present ones.</summary>
    public PositionRanges Append(PositionRange range)
    {
        if (range.Count <= 0)
        {
            return this;
        }

        if (_ranges is [.., var last] && range.From < last.To)
        {
            throw new ArgumentException($"Positions {range.From}-{range.To} do not come after {last.To}.", nameof(range));
        }

        return _ranges is [.., var end] && end.To == range.From
            ? new(_ranges.SetItem(_ranges.Length - 1, end with { To = range.To }))
            : new(_ranges.Add(range));
    }

    /// <summary>The first <paramref name="count"/> positions, and what is left after them.</summary>
    public (PositionRanges Taken, PositionRanges Left) Take(long count)
    {
        var taken = None;
        for (var i = 0; i < _ranges.Length; i++)
        {
            var range = _ranges[i];
            if (range.Count >= count)
            {
                taken = taken.Append(new(range.From, range.From + count));
                var rest = range with { From = range.From + count };
                return (taken, new(rest.Count > 0 ? _ranges[i..].SetItem(0, rest) : _ranges[(i + 1)..]));
            }

            taken = taken.Append(range);
            count -= range.Count;
        }

        return (taken, None);
    }

    public IEnumerable<long> Positions()
    {
        foreach (var range in _ranges)
        {
            for (var position = range.From; position < range.To; position++)
            {
                yield return position;
            }
        }
    }

    /// <summary>The stored form: <c>0-30,50-1000</c>.</summary>
    public override string ToString() =>
        string.Join(',', _ranges.Select(range => string.Create(CultureInfo.InvariantCulture, $"{range.From}-{range.To}")));

    public static PositionRanges Parse(string text) =>
        text.Split(',', StringSplitOptions.RemoveEmptyEntries).Aggregate(None, (ranges, part) =>
        {
            var dash = part.IndexOf('-', StringComparison.Ordinal);
            return ranges.Append(new(long.Parse(part[..dash], CultureInfo.InvariantCulture), long.Parse(part[(dash + 1)..], CultureInfo.InvariantCulture)));
        });
}
