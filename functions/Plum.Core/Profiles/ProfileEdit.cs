using Plum.Core.Pacing;
using Plum.Core.Validation;

namespace Plum.Core.Profiles;

/// <summary>What a request says about a profile. What it does not mention stays as it is.</summary>
/// <param name="Period">Minutes.</param>
/// <param name="AmountPerPeriod">Calls.</param>
/// <param name="TimeBetweenPeriods">Minutes.</param>
/// <param name="Renames">Whether the nickname was mentioned; an empty one takes the nickname away.</param>
public sealed record ProfileEdit(
    long? Period, long? AmountPerPeriod, long? TimeBetweenPeriods, Spread? Spread, bool Renames, string? Nickname)
{
    public const int MaxNickname = 64;

    /// <summary>"11 digit maximum" (Scheduling and Pacing API, Create Profile).</summary>
    public const long Max = 99_999_999_999;

    /// <summary>The fields read.</summary>
    public static IReadOnlyList<string> Fields { get; } =
        ["period", "amount_per_period", "time_between_periods", "spread", "nickname", "name"];

    /// <summary>
    /// Reads the fields of Create Profile or Update Profile; the reader notes what is wrong with them.
    /// </summary>
    /// <param name="present">The profile as it is; null when it is to be created.</param>
    public static ProfileEdit Read(FieldReader fields, Profile? present = null)
    {
        var nickname = fields.NameOf("nickname", "name");
        fields.RequireWhereSent("period", "amount_per_period", "time_between_periods");
        if (present is not null)
        {
            fields.RequireWhereSent("spread");
        }

        return new(
            fields.WholeNumber("period", 1, Max),
            fields.WholeNumber("amount_per_period", 1, Max),
            fields.WholeNumber("time_between_periods", 0, Max),
            fields.OneOf("spread", "even", "burst") is { } spread ? Enum.Parse<Spread>(spread, ignoreCase: true) : null,
            fields.Has(nickname),
            fields.Text(nickname, MaxNickname));
    }

    public Profile Create(int id) =>
        new(id, Nickname, new(
            Period!.Value, AmountPerPeriod!.Value, TimeBetweenPeriods!.Value, Spread ?? Pacing.Spread.Even));

    public Profile ApplyTo(Profile profile) => profile with
    {
        Nickname = Renames ? Nickname : profile.Nickname,
        Pace = new(
            Period ?? profile.Pace.PeriodMinutes,
            AmountPerPeriod ?? profile.Pace.AmountPerPeriod,
            TimeBetweenPeriods ?? profile.Pace.RestMinutes,
            Spread ?? profile.Pace.Spread),
    };
}
