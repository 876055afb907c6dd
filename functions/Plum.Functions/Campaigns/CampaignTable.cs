using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Plum.Core.Campaigns;
using Plum.Core.Profiles;
using Plum.Functions.Accounts;
using Plum.Functions.Schedules;
using Plum.Functions.Shared;

namespace Plum.Functions.Campaigns;

/// <summary>Campaigns in their account's partition, as one row each.</summary>
public sealed class CampaignTable(AccountTable accounts, ScheduleTable schedules, StartedIndex started)
{
    public async Task<Stored<Campaign>?> FindCampaignAsync(CampaignKey key, CancellationToken ct) =>
        await accounts.FindAsync(key.Account, AccountRows.Of(AccountRows.Campaign, key.Id), ct) is { } row ? Read(row) : null;

    /// <summary>Saves a campaign that nobody has changed since it was read; otherwise saves nothing and answers false.</summary>
    public async Task<bool> TrySaveCampaignAsync(Stored<Campaign> read, Campaign changed, CancellationToken ct)
    {
        try
        {
            await accounts.Rows.UpdateEntityAsync(Write(changed), read.Version, TableUpdateMode.Replace, ct);
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 404 or 412)
        {
            return false;
        }
    }

    /// <summary>The campaign with its schedule and profiles resolved, in three storage operations; null when it is not there.</summary>
    public async Task<CampaignSetup?> LoadSetupAsync(CampaignKey key, CancellationToken ct)
    {
        for (var tries = 0; tries < 3; tries++)
        {
            if (await FindCampaignAsync(key, ct) is not { } campaign)
            {
                return null;
            }

            // Nobody can delete what a campaign uses: if something is missing, the campaign was edited between these reads.
            var schedule = await schedules.FindAsync(key.Account, campaign.Value.ScheduleId, ct);
            var profiles = await ProfilesAsync(campaign.Value, ct);
            if (schedule is not null && campaign.Value.Profiles.All(p => profiles.ContainsKey(p.ProfileId)))
            {
                return new(campaign, campaign.Value.Calendar(schedule.Value.Days, profiles));
            }
        }

        throw new BusyException();
    }

    /// <summary>The campaigns that may be started, over all accounts. The campaign's row has the last word.</summary>
    public IAsyncEnumerable<StartedCampaign> StartedCampaignsAsync(CancellationToken ct) => started.AllAsync(ct);

    /// <summary>All campaigns of the account from <paramref name="after"/> upwards, exclusive, by id.</summary>
    public async Task<IReadOnlyList<Stored<Campaign>>> ListAsync(string account, int after, int limit, CancellationToken ct)
    {
        var rows = accounts.RangeAsync(
            account, AccountRows.Of(AccountRows.Campaign, after + 1), $"{AccountRows.Campaign}}}", limit, ct);
        return await rows.Select(Read).ToListAsync(ct);
    }

    internal static TableEntity Write(Campaign campaign) =>
        new(campaign.Key.Account, AccountRows.Of(AccountRows.Campaign, campaign.Key.Id))
        {
            [AccountJson.Property] = JsonSerializer.Serialize(campaign, StoredJson.Default.Campaign),
        };

    private async Task<Dictionary<int, Profile>> ProfilesAsync(Campaign campaign, CancellationToken ct)
    {
        var ids = campaign.Profiles.Select(p => p.ProfileId).ToHashSet();
        var first = AccountRows.Of(AccountRows.Profile, ids.Min());
        var end = AccountRows.Of(AccountRows.Profile, ids.Max() + 1);
        return await accounts.RangeAsync(campaign.Key.Account, first, end, ct: ct)
            .Select(row => AccountJson.Read(row, StoredJson.Default.Profile))
            .Where(p => ids.Contains(p.Id))
            .ToDictionaryAsync(p => p.Id, cancellationToken: ct);
    }

    private static Stored<Campaign> Read(TableEntity row) =>
        new(AccountJson.Read(row, StoredJson.Default.Campaign), row.ETag);
}
