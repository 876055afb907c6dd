using Plum.Core.Accounts;
using Plum.Core.PhoneLists;
using Plum.Core.Validation;

namespace Plum.Core.Calls;

/// <summary>How a campaign with several caller ids chooses the one that a call shows.</summary>
public enum CallerIdChoice
{
    /// <summary>One after the other, in the order of the campaign's list.</summary>
    Rotate,

    /// <summary>One of the called number's area; where there is none, as with <see cref="Rotate"/>.</summary>
    Match,
}

/// <summary>Several caller ids, of which each call shows one.</summary>
public static class CallerIdPool
{
    /// <summary>About one for each area code of North America.</summary>
    public const int Most = 500;

    /// <summary>The caller ids in a field: an array, or text with commas between them. What will not do is noted.</summary>
    public static Mention<IReadOnlyList<string>> Read(FieldReader fields, string field)
    {
        var numbers = fields.OneOrSeveral(field, Most);
        foreach (var number in numbers?.Where(number => !AccountSettings.IsCallerId(number)) ?? [])
        {
            fields.Errors.Add(field, $"The caller id '{number}' must be 10 digits.");
        }

        return new(fields.Has(field), numbers);
    }

    /// <summary>The caller id that a call shows; null when there are none to choose from.</summary>
    /// <remarks>It depends on the call's place in the list alone: each attempt at a call shows the same number.</remarks>
    public static string? Choose(IReadOnlyList<string>? pool, CallerIdChoice choice, PhoneNumber called, long position)
    {
        if (pool is not [_, ..])
        {
            return null;
        }

        var near = choice == CallerIdChoice.Match ? Nearest(pool, called) : pool;
        return near[(int)(position % near.Count)];
    }

    // Those of the area code; else those of the state or country, since a city may have several area codes; else all.
    private static IReadOnlyList<string> Nearest(IReadOnlyList<string> pool, PhoneNumber called)
    {
        if (called.AreaCode is not { } area)
        {
            return pool;
        }

        List<string> near = [.. pool.Where(number => AreaOf(number) == area)];
        if (near.Count == 0 && AreaCodes.PlaceOf(area) is { } place)
        {
            near = [.. pool.Where(number => AreaCodes.PlaceOf(AreaOf(number)) == place)];
        }

        return near.Count == 0 ? pool : near;
    }

    private static int AreaOf(string callerId) => int.Parse(callerId.AsSpan(0, 3));
}
