using System.Text;

namespace Plum.Core.PhoneLists;

/// <summary>
/// What calls of a list are looked for by: a number however it is written, a message_reference letter for letter, or
/// both.
/// </summary>
/// <remarks>Matches on the bytes of a page: a list of a million is searched without an object for each call.</remarks>
public sealed class CallSearch
{
    private readonly ulong? _digits;
    private readonly byte[]? _reference;

    private CallSearch(ulong? digits, byte[]? reference) => (_digits, _reference) = (digits, reference);

    /// <param name="number">As it may stand in a list, or null for every number; its parameters do not matter.</param>
    /// <param name="reference">Null for every message_reference.</param>
    /// <param name="reason">Why no list can hold this number.</param>
    /// <returns>Null when the number is none.</returns>
    public static CallSearch? Of(string? number, string? reference, out string? reason)
    {
        reason = null;
        ulong? digits = null;
        if (number is not null)
        {
            if (!PhoneNumber.TryParse(number, out var parsed, out reason))
            {
                return null;
            }

            digits = parsed.Digits;
        }

        return new(digits, reference is null ? null : Encoding.UTF8.GetBytes(reference));
    }

    /// <summary>Whether a call is looked for.</summary>
    /// <param name="reference">As listed; a call that came without has that of its batch.</param>
    internal bool Matches(ReadOnlySpan<byte> number, ReadOnlySpan<byte> reference) =>
        (_reference is null || reference.SequenceEqual(_reference))
            && (_digits is not { } digits || IsNumber(number, digits));

    private static bool IsNumber(ReadOnlySpan<byte> text, ulong digits) =>
        PhoneNumberScan.TryScan(text, out var scan, out _) && scan.Digits == digits;
}
