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

    /// <summary>
    /// The caller ids in a field: an array, or text with commas between them. What will not do is noted.
    /// </summary>
    public static Mention<IReadOnlyList<string>> Read(FieldReader fields, string field)
    {
        var numbers = fields.OneOrSeveral(field, Most)?.Select(sent => (Sent: sent, Kept: Kept(sent))).ToList();
        foreach (var (sent, _) in numbers?.Where(number => number.Kept is null) ?? [])
        {
            fields.Errors.Add(field, $"The caller id '{sent}' must be 10 digits, or begin with + and its country.");
        }

        return new(fields.Has(field), numbers?.Select(number => number.Kept ?? number.Sent).Distinct().ToList());
    }

    /// <summary>The caller id that a call shows; null when there are none to choose from.</summary>
    /// <param name="owned">Those that may be shown; null is all.</param>
    /// <remarks>
    /// It depends on the call's place in the list alone: each attempt at a call shows the same number, as long as it
    /// may.
    /// </remarks>
    public static string? Choose(
        IReadOnlyList<string>? pool, CallerIdChoice choice, PhoneNumber called, long position,
        IReadOnlySet<string>? owned = null)
    {
        if (pool is not [_, ..])
        {
            return null;
        }

        var near = choice == CallerIdChoice.Match ? Nearest(pool, called) : pool;
        var chosen = near[(int)(position % near.Count)];
        return owned?.Contains(chosen) != false ? chosen : Choose(Left(pool, owned), choice, called, position);
    }

    /// <summary>What a pool has left of what may be shown.</summary>
    public static IReadOnlyList<string>? Left(IReadOnlyList<string>? pool, IReadOnlySet<string>? owned) =>
        owned is null ? pool : pool?.Where(owned.Contains).ToList();

    // Ten digits in North America; elsewhere all of them, as they are dialed from abroad.
    private static string? Kept(string sent) =>
        AccountSettings.IsCallerId(sent) ? sent
        : sent is ['+', ..] && !sent.Contains(';') && PhoneNumber.TryParse(sent, out var number, out _)
            ? number.Dial is ['+', '1', ..] ? number.Dial[2..] : number.Dial
        : null;

    // Those of the area code; else those of the state, since a city may have several area codes; else those of the
    // country; else all.
    private static IReadOnlyList<string> Nearest(IReadOnlyList<string> pool, PhoneNumber called)
    {
        var area = AreaCodes.Of(called.Dial);
        return Those(own => own == area && area.Code is not null)
            ?? Those(own => own.Place is { } place && place == area.Place)
            ?? Those(own => own.Country == area.Country)
            ?? pool;

        List<string>? Those(Func<Area, bool> fits) =>
            pool.Where(number => fits(AreaCodes.OfCallerId(number))).ToList() is [_, ..] near ? near : null;
    }
}
