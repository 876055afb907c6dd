using Plum.Core.PhoneLists;

namespace Plum.Core.Calls;

/// <summary>
/// The number that a call shows, and what to tell when it is not the one asked for (outbound parameter notes,
/// phone_number).
/// </summary>
/// <param name="Number">Ten digits, or null when there is none to show.</param>
/// <param name="Note">Why another number is shown than the <c>ani</c> sent, or null.</param>
public sealed record CallerId(string? Number, string? Note)
{
    /// <summary>
    /// What is wrong with a number whose caller id belongs to somebody else, to be read after the number.
    /// </summary>
    public const string NotOwned =
        "has an ani that the account does not own; its administrator sets which caller ids it owns";

    /// <param name="ofCampaign">
    /// The one that the campaign's caller ids have for the call, or null when it has none.
    /// </param>
    /// <param name="ofAccount">The account's default caller id, or null when it has none.</param>
    /// <param name="owned">What the account may show; null is anything.</param>
    public static CallerId Of(
        PhoneNumber number, string? ofCampaign, string? ofAccount, IReadOnlySet<string>? owned = null)
    {
        var other = ofCampaign ?? ofAccount;
        var shown = $"{Instead(ofCampaign, ofAccount)} shown";
        return number switch
        {
            { Ani: null } => new(other, null),
            { AniUsable: false } => new(other, $"ani '{number.Ani}' is not 10 digits; {shown}"),
            _ when owned?.Contains(number.Ani) == false => new(
                other, $"ani {number.Ani} is not the account's any more; {shown}"),
            _ => new(number.Ani, null),
        };
    }

    private static string Instead(string? ofCampaign, string? ofAccount) =>
        ofCampaign is not null ? $"the campaign's, {ofCampaign}, was"
        : ofAccount is not null ? $"the account's, {ofAccount}, was"
        : "no caller id was";
}
