using System.Collections.Immutable;
using System.Globalization;

namespace Plum.Core.Calls;

/// <summary>A stretch of call positions, <paramref name="To"/> exclusive.</summary>
public readonly record struct PositionRange(long From, long To)
{
    public long Count => To - From;
}

/// <summary>A set of positions in a campaign's list, kept as ascending ranges that neither touch nor overlap.</summary>
public sealed class PositionRanges
{
    public static readonly PositionRanges None = new([]);

    private readonly ImmutableArray<PositionRange> _ranges;

    private PositionRanges(ImmutableArray<PositionRange> ranges) => _ranges = ranges;

    public long Count => _ranges.Sum(range => range.Count);

    public bool IsEmpty => _ranges.IsEmpty;

    public ImmutableArray<PositionRange> Ranges => _ranges;

    public static PositionRanges Of(long from, long to) => from < to ? new([new(from, to)]) : None;

    public static PositionRanges Of(IEnumerable<long> positions) =>
        Join(positions.Select(position => new PositionRange(position, position + 1)));

    public bool Contains(long position)
    {
        var (low, high) = (0, _ranges.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _ranges[middle].To <= position ? (middle + 1, high) : (low, middle);
        }

        return low < _ranges.Length && _ranges[low].From <= position;
    }

    /// <summary>The positions of this set before one.</summary>
    public PositionRanges Below(long position) =>
        new([.. _ranges
            .Where(range => range.From < position)
            .Select(range => range with { To = Math.Min(range.To, position) })]);

    /// <summary>The positions of both sets.</summary>
    public PositionRanges Union(PositionRanges other) =>
        other.IsEmpty ? this : IsEmpty ? other : Join(_ranges.Concat(other._ranges));

    /// <summary>The positions of this set that are not in the other.</summary>
    public PositionRanges Except(PositionRanges other)
    {
        var left = ImmutableArray.CreateBuilder<PositionRange>();
        var next = 0;
        foreach (var range in _ranges)
        {
            var from = range.From;
            while (next < other._ranges.Length && other._ranges[next].To <= from)
            {
                next++;
            }

            for (var i = next; i < other._ranges.Length && other._ranges[i].From < range.To; i++)
            {
                if (other._ranges[i].From > from)
                {
                    left.Add(new(from, other._ranges[i].From));
                }

                from = Math.Max(from, other._ranges[i].To);
            }

            if (from < range.To)
            {
                left.Add(new(from, range.To));
            }
        }

        return new(left.ToImmutable());
    }

    /// <summary>This set with its gaps filled where they are no longer than <paramref name="gap"/> positions.</summary>
    public PositionRanges Bridged(long gap)
    {
        var gaps = _ranges.Zip(_ranges.Skip(1), (left, right) => new PositionRange(left.To, right.From));
        return Union(new([.. gaps.Where(range => range.Count <= gap)]));
    }

    /// <summary>The first <paramref name="count"/> positions, and what is left after them.</summary>
    public (PositionRanges Taken, PositionRanges Left) Take(long count)
    {
        var taken = ImmutableArray.CreateBuilder<PositionRange>();
        foreach (var range in _ranges)
        {
            var part = Math.Min(count, range.Count);
            if (part > 0)
            {
                taken.Add(range with { To = range.From + part });
                count -= part;
            }
        }

        PositionRanges first = new(taken.ToImmutable());
        return (first, Except(first));
    }

    /// <summary>The stored form: <c>0-30,50-1000</c>.</summary>
    public override string ToString() =>
        string.Join(
            ',', _ranges.Select(range => string.Create(CultureInfo.InvariantCulture, $"{range.From}-{range.To}")));

    public static PositionRanges Parse(string text) =>
        Join(text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(part =>
    {
        var dash = part.IndexOf('-', StringComparison.Ordinal);
        return new PositionRange(
            long.Parse(part.AsSpan(0, dash), CultureInfo.InvariantCulture),
            long.Parse(part.AsSpan(dash + 1), CultureInfo.InvariantCulture));
    }));

    private static PositionRanges Join(IEnumerable<PositionRange> ranges)
    {
        var joined = ImmutableArray.CreateBuilder<PositionRange>();
        foreach (var range in ranges.OrderBy(range => range.From))
        {
            if (joined.Count > 0 && joined[^1].To >= range.From)
            {
                joined[^1] = joined[^1] with { To = Math.Max(joined[^1].To, range.To) };
            }
            else
            {
                joined.Add(range);
            }
        }

        return new(joined.ToImmutable());
    }
}
