using Plum.Core.Audit;
using Plum.Core.Campaigns;
using Plum.Core.Pacing;
using Plum.Core.Profiles;
using Plum.Core.Validation;
using Plum.Functions.Accounts;
using Plum.Functions.Shared;

namespace Plum.Functions.Profiles;

/// <summary>Profiles in their account's partition, and as the interface takes and shows them.</summary>
public sealed class ProfileTable(AccountTable accounts, TimeProvider time)
    : NicknamedTable<Profile>(accounts, AccountRows.Profile, StoredJson.Default.Profile, AuditedFields.Of)
{
    internal const string Id = "profile_id";

    internal override string IdField => Id;

    internal override IReadOnlyList<string> Fields => ProfileEdit.Fields;

    /// <summary>An item of Get Profiles: the two documented members, and those its text promises beside them.</summary>
    internal override void Write(Utf8Json json, Profile profile)
    {
        json.WriteNumber(Id, profile.Id);
        json.WriteString("nickname", profile.Nickname);
        json.WriteNumber("period", profile.Pace.PeriodMinutes);
        json.WriteNumber("amount_per_period", profile.Pace.AmountPerPeriod);
        json.WriteNumber("time_between_periods", profile.Pace.RestMinutes);
        json.WriteString("spread", profile.Pace.Spread == Spread.Burst ? "burst" : "even");
    }

    internal override (string? Nickname, Func<int, Profile> Create) ReadNew(FieldReader fields)
    {
        var edit = ProfileEdit.Read(
            fields.Require("period").Require("amount_per_period").Require("time_between_periods"));
        return (edit.Nickname, edit.Create);
    }

    internal override Profile ReadEdited(FieldReader fields, Profile present) =>
        ProfileEdit.Read(fields, present).ApplyTo(present);

    internal override bool ConcernsCampaigns(Profile before, Profile after) => before.Pace != after.Pace;

    /// <summary>A fresh period at the new pace.</summary>
    internal override Campaign Follow(Campaign started) => started.Repaced(time.Now());
}
