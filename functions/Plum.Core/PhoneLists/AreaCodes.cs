using PhoneNumbers;

namespace Plum.Core.PhoneLists;

/// <summary>Where the area codes of North America are, as the library of the world's telephone numbers has it, asked once.</summary>
internal static class AreaCodes
{
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

    /// <summary>The state, province or country of an area code; null of one that is of no place, such as 800.</summary>
    public static string? PlaceOf(int area) => Places[area];

    // No exchange is called 000, so the answer is of the area as a whole.
    private static string? ReadPlace(int area)
    {
        var number = new PhoneNumbers.PhoneNumber.Builder()
            .SetCountryCode(1).SetNationalNumber((ulong)area * 10_000_000).Build();
        var place = PhoneNumberOfflineGeocoder.GetInstance().GetDescriptionForValidNumber(number, Locale.English);
        return place is null or "" ? null : States.GetValueOrDefault(place.Split(", ")[^1], place);
    }
}
