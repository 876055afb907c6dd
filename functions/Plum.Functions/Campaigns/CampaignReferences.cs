using Plum.Core.Campaigns;
using Plum.Core.Validation;
using Plum.Functions.Accounts;
using Plum.Functions.Gateways;
using Plum.Functions.Profiles;
using Plum.Functions.Schedules;

namespace Plum.Functions.Campaigns;

/// <summary>Finds the schedule, the profiles, the gateway and the caller ids that a request names.</summary>
public sealed class CampaignReferences(
    ScheduleTable schedules, ProfileTable profiles, GatewayDirectory gateways, KnownAccounts accounts)
{
    /// <summary>
    /// Notes a gateway that the settings do not name, and caller ids that the account does not own. What the campaign
    /// has already may stay, since campaigns are sent back as they were shown.
    /// </summary>
    public async Task CheckAsync(
        string account, CampaignEdit edit, Campaign? present, FieldErrors errors, CancellationToken ct)
    {
        gateways.Check(errors, CampaignEdit.GatewayField, edit.Gateway, present?.Gateway);
        if (edit.CallerIds.Value is not { } numbers
            || (await accounts.FindAsync(account, ct))?.Owned() is not { } owned)
        {
            return;
        }

        foreach (var number in numbers.Except(owned).Except(present?.CallerIds ?? []))
        {
            errors.Add(
                CampaignEdit.CallerIdsField,
                $"The account does not own the caller id {number}; its administrator sets which it owns.");
        }
    }

    /// <summary>
    /// The id of the schedule named, or <paramref name="present"/> when none is; notes one that is not there.
    /// </summary>
    public async Task<int> ScheduleAsync(
        string account, CampaignEdit edit, int present, FieldErrors errors, CancellationToken ct)
    {
        if (edit.Schedule is null)
        {
            return present;
        }

        if (await schedules.ResolveAsync(account, edit.Schedule, ct) is { } schedule)
        {
            return schedule.Id;
        }

        errors.Add("schedule", ValidationTexts.Invalid);
        return present;
    }

    /// <summary>
    /// The profiles named, with their windows in the order sent, or <paramref name="present"/> when none are; notes
    /// those that are not there.
    /// </summary>
    public async Task<IReadOnlyList<CampaignProfile>> ProfilesAsync(
        string account,
        CampaignEdit edit,
        IReadOnlyList<CampaignProfile> present,
        FieldErrors errors,
        CancellationToken ct)
    {
        if (edit.Windows is null)
        {
            return present;
        }

        var found = new List<CampaignProfile>();
        foreach (var window in edit.Windows)
        {
            if (await profiles.ResolveAsync(account, window.Profile, ct) is { } profile)
            {
                found.Add(new(profile.Id, window.Start, window.End));
                if (window.Nickname is not null && window.Nickname != profile.Nickname)
                {
                    // Who edits the nickname beside an id means another profile, or to rename this one; neither is done
                    // here.
                    errors.Add($"profiles.{window.Index}.nickname", ValidationTexts.Invalid);
                }
            }
            else
            {
                errors.Add($"profiles.{window.Index}.profile", ValidationTexts.Invalid);
            }
        }

        return found;
    }
}
