using Plum.Core.Pacing;
using Plum.Core.Profiles;
using Plum.Functions.Shared;

namespace Plum.Functions.Profiles;

/// <summary>Profiles as the interface shows them.</summary>
internal static class ProfileViews
{
    public const string IdField = "profile_id";

    /// <summary>An item of Get Profiles: the two documented members, and those its text promises beside them.</summary>
    public static void Write(Utf8Json json, Profile profile)
    {
        json.WriteNumber(IdField, profile.Id);
        json.WriteString("nickname", profile.Nickname);
        json.WriteNumber("period", profile.Pace.PeriodMinutes);
        json.WriteNumber("amount_per_period", profile.Pace.AmountPerPeriod);
        json.WriteNumber("time_between_periods", profile.Pace.RestMinutes);
        json.WriteString("spread", profile.Pace.Spread == Spread.Burst ? "burst" : "even");
    }

    public static string Version(Profile profile) => Versions.Of(profile, StoredJson.Default.Profile);
}
