using System.Collections.Concurrent;
using PhoneNumbers;

namespace Plum.Core.PhoneLists;

/// <summary>Where a number is.</summary>
/// <param name="Country">Its country code; North America has one.</param>
/// <param name="Code">Its area code; null of one that has none, such as a mobile's outside of North America.</param>
/// <param name="Place">The state, province or country of an area code of North America; null elsewhere.</param>
internal readonly record struct Area(int Country, string? Code, string? Place);

/// <summary>
/// Area codes as the library of the world's telephone numbers has them; those of caller ids are asked once.
/// </summary>
internal static class AreaCodes
{
    private const int MaxKept = 10_000;

    private static readonly PhoneNumberUtil Library = PhoneNumberUtil.GetInstance();
    private static readonly ConcurrentDictionary<string, Area> Abroad = new();

    // Of an area code that one city has to itself the library says "Chicago, IL", of others "Illinois".
    private static readonly Dictionary<string, string> States = new()
    {
        ["CA"] = "California",
        ["FL"] = "Florida",
        ["IL"] = "Illinois",
        ["NY"] = "New York",
        ["ON"] = "Ontario",
        ["PA"] = "Pennsylvania",
        ["QC"] = "Quebec",
        ["TX"] = "Texas",
    };

    private static readonly string?[] Places = [.. Enumerable.Range(0, 1_000).Select(ReadPlace)];

    /// <summary>Of a number as it is dialed from abroad.</summary>
    public static Area Of(string dial) =>
        dial is ['+', '1', ..] && dial.Length == 12 ? OfNorthAmerica(dial[2..5]) : Read(dial);

    /// <summary>Of a caller id: ten digits in North America.</summary>
    public static Area OfCallerId(string callerId)
    {
        if (callerId is not ['+', ..])
        {
            return OfNorthAmerica(callerId[..3]);
        }

        if (Abroad.Count > MaxKept)
        {
            Abroad.Clear();
        }

        return Abroad.GetOrAdd(callerId, Read);
    }

    // A code such as 800 is of no place.
    private static Area OfNorthAmerica(string code) => new(1, code, Places[int.Parse(code)]);

    private static Area Read(string dial)
    {
        var number = Library.Parse(dial, null);
        var length = Library.GetLengthOfGeographicalAreaCode(number);
        return new(
            number.CountryCode, length == 0 ? null : Library.GetNationalSignificantNumber(number)[..length], null);
    }

    // No exchange is called 000, so the answer is of the area as a whole.
    private static string? ReadPlace(int area)
    {
        var number = new PhoneNumbers.PhoneNumber.Builder()
            .SetCountryCode(1).SetNationalNumber((ulong)area * 10_000_000).Build();
        var place = PhoneNumberOfflineGeocoder.GetInstance().GetDescriptionForValidNumber(number, Locale.English);
        return place is null or "" ? null : States.GetValueOrDefault(place.Split(", ")[^1], place);
    }
}
