using System.Globalization;
using NodaTime;
using Plum.Core.Campaigns;

namespace Plum.Functions.Calls;

/// <summary>
/// The word that a campaign has changed: <c>account|id|due|cause</c>, the last two as far as they are known.
/// </summary>
/// <param name="Due">When it is to be taken up.</param>
/// <param name="Cause">What changed the campaign, as a W3C traceparent, while that is being recorded.</param>
public sealed record ChangeMessage(CampaignKey Campaign, Instant? Due = null, string? Cause = null)
{
    public override string ToString()
    {
        var message = string.Create(
            CultureInfo.InvariantCulture, $"{Campaign.Account}|{Campaign.Id}|{Due?.ToUnixTimeMilliseconds()}");
        return Cause is null ? message : $"{message}|{Cause}";
    }

    public static ChangeMessage Parse(string message)
    {
        var parts = message.Split('|');
        if (parts.Length < 2 || !int.TryParse(parts[1], CultureInfo.InvariantCulture, out var id))
        {
            throw new FormatException("The message names no campaign.");
        }

        Instant? due = long.TryParse(parts.ElementAtOrDefault(2), CultureInfo.InvariantCulture, out var milliseconds)
            ? Instant.FromUnixTimeMilliseconds(milliseconds)
            : null;
        return new(new(parts[0], id), due, parts.ElementAtOrDefault(3));
    }
}
