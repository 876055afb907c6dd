using System.Globalization;
using Plum.Core.Campaigns;

namespace Plum.Core.Calls;

/// <summary>Names one attempt at a call for ever.</summary>
/// <param name="Position">The call's position in its campaign's list.</param>
/// <param name="Attempt">1 for the first.</param>
public readonly record struct AttemptKey(CampaignKey Campaign, long Position, int Attempt)
{
    /// <summary>
    /// Account, campaign, position and attempt, as gateways and their callbacks carry it: letters, digits and hyphens.
    /// </summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Campaign.Partition}-{Position}-{Attempt}");

    public static AttemptKey? Parse(string text) =>
        text.Split('-') is [{ Length: > 0 } account, var campaign, var position, var attempt]
        && int.TryParse(campaign, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
        && long.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out var place)
        && int.TryParse(attempt, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new(new(account, id), place, number)
            : null;
}
