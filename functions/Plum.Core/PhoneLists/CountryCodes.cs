using PhoneNumbers;
using Possible = PhoneNumbers.PhoneNumberUtil.ValidationResult;

namespace Plum.Core.PhoneLists;

/// <summary>What the library of the world's telephone numbers knows of each country code, asked once.</summary>
/// <remarks>
/// A number is possible when its length fits its country. Whether its prefix is assigned is not asked: prefixes change
/// every week, and those of the documents' samples are not.
/// </remarks>
internal static class CountryCodes
{
    private const int MaxLength = 15;

    private static readonly PhoneNumberUtil Library = PhoneNumberUtil.GetInstance();
    private static readonly int[] Lengths = ReadLengths();
    private static readonly string?[] Trunks = ReadTrunks();

    public static bool IsCode(ulong digits) => digits < (ulong)Lengths.Length && Lengths[digits] != 0;

    /// <summary>The code that an international number begins with, or 0.</summary>
    /// <param name="digits">The number's, all of them.</param>
    public static int Of(ulong digits, int count)
    {
        // No code begins with another one.
        for (var length = 1; length <= 3 && length < count; length++)
        {
            if (digits / PowerOf10(count - length) is var code && IsCode(code))
            {
                return (int)code;
            }
        }

        return 0;
    }

    /// <summary>Whether a number of this many digits behind the code is possible there.</summary>
    public static bool IsPossible(int code, int length) => (Lengths[code] & (1 << length)) != 0;

    /// <summary>Whether people there write (0) for a zero that is dialed within the country only.</summary>
    public static bool WritesZero(int code) => Trunks[code] == "0";

    /// <summary>Whether a zero behind the code is a mistake, being dialed within the country only.</summary>
    public static bool HasTrunkZero(int code) => Trunks[code] is ['0', ..];

    /// <summary>The possible lengths in words: "7, 9 or 10".</summary>
    public static string LengthsOf(int code)
    {
        var lengths = Enumerable.Range(1, MaxLength).Where(length => IsPossible(code, length)).ToArray();
        return lengths.Length == 1 ? $"{lengths[0]}" : $"{string.Join(", ", lengths[..^1])} or {lengths[^1]}";
    }

    public static ulong PowerOf10(int exponent)
    {
        ulong power = 1;
        while (exponent-- > 0)
        {
            power *= 10;
        }

        return power;
    }

    private static int[] ReadLengths()
    {
        var lengths = new int[1_000];
        foreach (var code in Library.GetSupportedCallingCodes())
        {
            foreach (var length in Enumerable.Range(1, MaxLength))
            {
                var number = new PhoneNumbers.PhoneNumber.Builder()
                    .SetCountryCode(code).SetNationalNumber(2 * PowerOf10(length - 1)).Build();
                lengths[code] |= Library.IsPossibleNumberWithReason(number) == Possible.IS_POSSIBLE ? 1 << length : 0;
            }
        }

        return lengths;
    }

    private static string?[] ReadTrunks()
    {
        var trunks = new string?[1_000];
        foreach (var code in Library.GetSupportedCallingCodes())
        {
            trunks[code] = Library.GetNddPrefixForRegion(Library.GetRegionCodeForCountryCode(code), true);
        }

        return trunks;
    }
}
