using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Plum.Core.Audit;
using Plum.Core.Campaigns;
using Plum.Core.Profiles;
using Plum.Core.Schedules;
using Plum.Functions.Accounts;
using Plum.Functions.Profiles;
using Plum.Functions.Schedules;
using Plum.Functions.Shared;

namespace Plum.Functions.Campaigns;

/// <summary>Campaigns in their account's partition, as one row each.</summary>
public sealed class CampaignTable(
    AccountTable accounts, ScheduleTable schedules, ProfileTable profiles, StartedIndex started, DialPermits permits)
{
    public async Task<Stored<Campaign>?> FindCampaignAsync(CampaignKey key, CancellationToken ct) =>
        await accounts.FindAsync(key.Account, AccountRows.Of(AccountRows.Campaign, key.Id), ct) is { } row
            ? Read(row)
            : null;

    /// <summary>A campaign that was deleted, as long as its last calls go on or are being posted.</summary>
    public async Task<DeletedCampaign?> FindDeletedAsync(CampaignKey key, CancellationToken ct) =>
        await accounts.FindAsync(key.Account, AccountRows.Of(AccountRows.Deleted, key.Id), ct) is { } row
            ? DeletedCampaign.Read(row)
            : null;

    /// <summary>The campaign that calls were placed for, whether or not it has been deleted since.</summary>
    public async Task<Campaign?> FindEvenDeletedAsync(CampaignKey key, CancellationToken ct) =>
        (await FindCampaignAsync(key, ct))?.Value ?? (await FindDeletedAsync(key, ct))?.Campaign;

    /// <summary>Forgets a deleted campaign of which nothing else is left.</summary>
    public Task ForgetDeletedAsync(CampaignKey key, CancellationToken ct) =>
        accounts.Rows.DeleteEntityAsync(key.Account, AccountRows.Of(AccountRows.Deleted, key.Id), ETag.All, ct);

    /// <summary>
    /// Saves a campaign that nobody has changed since it was read; otherwise saves nothing and answers false.
    /// </summary>
    public async Task<bool> TrySaveCampaignAsync(Stored<Campaign> read, Campaign changed, CancellationToken ct) =>
        await accounts.Rows.TrySaveAsync(Write(changed), read.Version, ct) is not null;

    /// <summary>
    /// The campaign with its schedule and profiles resolved, in five storage operations; null when it is not there.
    /// </summary>
    public async Task<CampaignSetup?> LoadSetupAsync(CampaignKey key, CancellationToken ct)
    {
        var permit = await permits.ReadAsync(key.Account, ct);
        for (var tries = 0; tries < 3; tries++)
        {
            if (await FindCampaignAsync(key, ct) is not { } campaign)
            {
                return null;
            }

            if (campaign.Value.Queued is not null)
            {
                return new(campaign, campaign.Value.Calendar(Weekdays.All, new Dictionary<int, Profile>()), permit);
            }

            // Nobody can delete what a campaign uses: if something is missing, the campaign was edited between these
            // reads.
            var schedule = await schedules.FindAsync(key.Account, campaign.Value.ScheduleId, ct);
            var paces = await profiles.FindAllAsync(key.Account, campaign.Value.Profiles.Select(p => p.ProfileId), ct);
            if (schedule is not null && campaign.Value.Profiles.All(p => paces.ContainsKey(p.ProfileId)))
            {
                return new(campaign, campaign.Value.Calendar(schedule.Value.Days, paces), permit);
            }
        }

        throw new BusyException();
    }

    /// <summary>The campaigns that may be started, over all accounts. The campaign's row has the last word.</summary>
    public IAsyncEnumerable<StartedCampaign> StartedCampaignsAsync(CancellationToken ct) => started.AllAsync(ct);

    /// <summary>
    /// The campaigns of the account from <paramref name="after"/> upwards, exclusive, by id, that are wanted.
    /// </summary>
    public async Task<IReadOnlyList<Campaign>> ListAsync(
        string account, int after, int limit, Func<Campaign, bool> wanted, CancellationToken ct) =>
        await accounts
            .RangeAsync(account, AccountRows.Of(AccountRows.Campaign, after + 1), $"{AccountRows.Campaign}}}", ct: ct)
            .Select(row => Read(row).Value)
            .Where(wanted)
            .Take(limit)
            .ToListAsync(ct);

    internal static void Add(AccountChange change, Campaign campaign)
    {
        change.Add(Write(campaign));
        change.Note(
            Named(campaign),
            AuditAction.Created,
            [],
            [.. AuditedFields.Of(campaign), new("calls", campaign.Pending?.Calls)]);
        if (campaign.Queued is { } queued)
        {
            change.Add(NameRow(campaign.Key, queued));
            return;
        }

        foreach (var use in Uses(campaign))
        {
            change.Add(use);
        }
    }

    internal static void Replace(AccountChange change, Stored<Campaign> read, Campaign changed)
    {
        change.Replace(Write(changed), read.Version);
        change.Note(
            Named(changed), ActionOf(read.Value, changed), AuditedFields.Of(read.Value), AuditedFields.Of(changed));
        foreach (var use in Uses(read.Value).Except(Uses(changed)))
        {
            change.Delete(use);
        }

        foreach (var use in Uses(changed).Except(Uses(read.Value)))
        {
            change.Add(use);
        }
    }

    /// <summary>Deletes a campaign for everybody but its last calls, whose results need what it says.</summary>
    internal static void Delete(AccountChange change, Stored<Campaign> read)
    {
        change.Delete(AccountRows.Of(AccountRows.Campaign, read.Value.Key.Id), read.Version);
        change.Add(DeletedCampaign.Of(read.Value, change.At).Write());
        change.Note(Named(read.Value), AuditAction.Deleted, AuditedFields.Of(read.Value), []);
        if (read.Value.Queued is { } queued)
        {
            change.Delete(NameRow(read.Value.Key, queued).RowKey);
            return;
        }

        foreach (var use in Uses(read.Value))
        {
            change.Delete(use);
        }
    }

    /// <summary>A campaign as the audit log calls it.</summary>
    internal static string Named(CampaignKey key) => $"{AccountRows.Campaign} {key.Id}";

    private static string Named(Campaign campaign) => Named(campaign.Key);

    private static string ActionOf(Campaign from, Campaign to) => (from.State, to.State) switch
    {
        (CampaignState.Stopped, CampaignState.Started) => AuditAction.Started,
        (CampaignState.Started, CampaignState.Stopped) => AuditAction.Stopped,
        _ => AuditAction.Updated,
    };

    internal static TableEntity Write(Campaign campaign) =>
        new(campaign.Key.Account, AccountRows.Of(AccountRows.Campaign, campaign.Key.Id))
        {
            [AccountJson.Property] = JsonSerializer.Serialize(campaign, StoredJson.Default.Campaign),
        };

    /// <summary>The campaign of the outbound web services that has this name; the default campaign for null.</summary>
    public async Task<CampaignKey?> FindQueuedAsync(string account, string? name, CancellationToken ct) =>
        await accounts.FindAsync(account, NameRow(name), ct) is { } row
            ? new(account, row.GetInt32("Id")!.Value)
            : null;

    private static TableEntity NameRow(CampaignKey key, QueuedCampaign queued) =>
        new(key.Account, NameRow(queued.Name)) { ["Id"] = key.Id };

    private static string NameRow(string? name) =>
        name is null ? "default-campaign" : AccountRows.Name(AccountRows.Campaign, name);

    /// <summary>The rows that keep the campaign's schedule and profiles from being deleted.</summary>
    private static HashSet<string> Uses(Campaign campaign) =>
    [
        AccountRows.UseBy(AccountRows.Schedule, campaign.ScheduleId, campaign.Key.Id),
        .. campaign.Profiles.Select(p => AccountRows.UseBy(AccountRows.Profile, p.ProfileId, campaign.Key.Id)),
    ];

    private static Stored<Campaign> Read(TableEntity row) =>
        new(AccountJson.Read(row, StoredJson.Default.Campaign), row.ETag);
}
