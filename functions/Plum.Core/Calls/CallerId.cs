using Plum.Core.PhoneLists;

namespace Plum.Core.Calls;

/// <summary>The number that a call shows, and what to tell when it is not the one asked for (outbound parameter notes, phone_number).</summary>
/// <param name="Number">Ten digits, or null when there is none to show.</param>
/// <param name="Note">Why another number is shown than the <c>ani</c> sent, or null.</param>
public sealed record CallerId(string? Number, string? Note)
{
    /// <param name="ofAccount">The account's default caller id, or null when it has none.</param>
    public static CallerId Of(PhoneNumber number, string? ofAccount) => number switch
    {
        { Ani: null } => new(ofAccount, null),
        { AniUsable: true } => new(number.Ani, null),
        _ => new(
            ofAccount,
            $"ani '{number.Ani}' is not 10 digits; {(ofAccount is null ? "no caller id was" : $"the account's, {ofAccount}, was")} shown"),
    };
}
