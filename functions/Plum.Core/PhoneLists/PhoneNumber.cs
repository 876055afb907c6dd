using System.Globalization;
using System.Text;

namespace Plum.Core.PhoneLists;

/// <summary>
/// A number to dial, with what rides along in its <c>tel:</c> parameters (outbound parameter notes, phone_number).
/// </summary>
/// <remarks>
/// Reading one allocates nothing unless it carries a <c>postd</c> or an unusable <c>ani</c>: a list of a million makes
/// a million of them.
/// </remarks>
public readonly record struct PhoneNumber
{
    /// <summary>
    /// Characters a number may have as it is sent, parameters and blanks included (queuecall, phone_number).
    /// </summary>
    public const int MaxLength = 128;

    // Characters that nobody sees, and the bytes of such, do not count.
    internal const int MaxSent = 4 * MaxLength;

    private readonly ulong _digits;
    private readonly ulong _ani;
    private readonly bool _aniUsable;
    private readonly string? _unusableAni;

    internal PhoneNumber(ReadOnlySpan<byte> text, in PhoneNumberScan scan)
    {
        _digits = scan.Digits;
        _ani = scan.Ani;
        _aniUsable = scan.AniUsable;
        _unusableAni = scan is { HasAni: true, AniUsable: false } ? Encoding.ASCII.GetString(text[scan.AniText]) : null;
        Postd = scan.HasPostd ? Encoding.ASCII.GetString(text[scan.Postd]) : null;
    }

    /// <summary>The digits of the E.164 number, by which numbers are the same however they are written.</summary>
    internal ulong Digits => _digits;

    /// <summary>The number in E.164 form, such as <c>+16177123000</c>.</summary>
    public string Dial => "+" + _digits.ToString(CultureInfo.InvariantCulture);

    /// <summary>The caller id asked for, as sent, or null when the account's default is to be shown.</summary>
    public string? Ani => _aniUsable ? _ani.ToString("D10", CultureInfo.InvariantCulture) : _unusableAni;

    /// <summary>
    /// Whether the number may be dialed with its own <see cref="Ani"/>: it has one, of exactly 10 digits.
    /// </summary>
    /// <remarks>
    /// Any other caller id does not make a call bad; the default is shown in its place and the call's record says so.
    /// </remarks>
    public bool AniUsable => _aniUsable;

    /// <summary>The keys pressed once the call is answered, or null.</summary>
    public string? Postd { get; }

    /// <summary>
    /// Reads a bare number of 10 or 11 digits, an international one that begins with +, or a <c>tel:</c> URI of either.
    /// </summary>
    /// <param name="reason">What is wrong, to be read after the number: "has 9 digits; 10 or 11 are needed".</param>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out PhoneNumber number, out string? reason)
    {
        var text = Invisible.Without(utf8, stackalloc byte[MaxSent]);
        var valid = PhoneNumberScan.TryScan(text, out var scan, out var fault);
        number = valid ? new PhoneNumber(text, scan) : default;
        reason = valid ? null : fault.Describe(text);
        return valid;
    }

    /// <inheritdoc cref="TryParse(ReadOnlySpan{byte}, out PhoneNumber, out string?)"/>
    public static bool TryParse(ReadOnlySpan<char> text, out PhoneNumber number, out string? reason)
    {
        // Three bytes a character at the most; one character more than is read, so that too long is still too long.
        Span<byte> utf8 = stackalloc byte[3 * (MaxSent + 1)];
        text = text.Trim();
        var length = Encoding.UTF8.GetBytes(text[..Math.Min(text.Length, MaxSent + 1)], utf8);
        return TryParse(utf8[..length], out number, out reason);
    }

    /// <summary>
    /// Whether <see cref="TryParse(ReadOnlySpan{byte}, out PhoneNumber, out string?)"/> would succeed. Allocates
    /// nothing when it would.
    /// </summary>
    public static bool IsValid(ReadOnlySpan<byte> utf8, out string? reason)
    {
        var text = Invisible.Without(utf8, stackalloc byte[MaxSent]);
        var valid = PhoneNumberScan.TryScan(text, out _, out var fault);
        reason = valid ? null : fault.Describe(text);
        return valid;
    }

    /// <summary>
    /// The number as it is kept and given back: as sent, but for blanks around it and characters that nobody sees.
    /// </summary>
    public static string Kept(string text) => Invisible.Without(text);

    public override string ToString() => Dial;
}
