using Azure.Data.Tables;
using NodaTime;
using Plum.Core.Campaigns;
using Plum.Functions.Accounts;
using Plum.Functions.Shared;

namespace Plum.Functions.Campaigns;

/// <summary>
/// Which campaigns are started, over all accounts, so that a check of all of them reads no other rows.
/// </summary>
/// <remarks>
/// The index is no part of an account's transactions. An entry is written before a campaign starts and removed after it
/// stopped: at any instant it may hold a campaign too much, never one too few.
/// </remarks>
public sealed class StartedIndex(AccountTable accounts, TimeProvider time)
{
    // A hyphen cannot stand in an account id, so no account's partition has this name.
    private const string Partition = "started-campaigns";

    // Between the writing of an entry and the start of its campaign; generous, because a premature removal would hide a
    // started campaign.
    private static readonly Duration Grace = Duration.FromMinutes(10);

    public Task AddAsync(CampaignKey key, CancellationToken ct)
    {
        var entry = new TableEntity(Partition, key.Partition)
        {
            ["Account"] = key.Account,
            ["Id"] = key.Id,
            ["Since"] = time.GetUtcNow(),
        };
        return accounts.Rows.UpsertEntityAsync(entry, TableUpdateMode.Replace, ct);
    }

    /// <summary>
    /// Those of one account: a campaign's partition begins with the account's id and a hyphen, after which a full stop
    /// sorts next.
    /// </summary>
    public IAsyncEnumerable<StartedCampaign> OfAsync(string account, CancellationToken ct) =>
        accounts.RangeAsync(Partition, $"{account}-", $"{account}.", ct: ct).Select(Read);

    public IAsyncEnumerable<StartedCampaign> AllAsync(CancellationToken ct) =>
        accounts.Rows.PartitionAsync(Partition, ct).Select(Read);

    /// <summary>Removes the entry of a campaign that was found stopped, unless it is being started just now.</summary>
    public async Task ForgetAsync(StartedCampaign entry, CancellationToken ct)
    {
        if (time.Now() - entry.Since < Grace)
        {
            return;
        }

        await accounts.Rows.TryDeleteAsync(Partition, entry.Key.Partition, entry.Version, ct);
    }

    private static StartedCampaign Read(TableEntity row) => new(
        new(row.GetString("Account"), row.GetInt32("Id")!.Value),
        Instant.FromDateTimeOffset(row.GetDateTimeOffset("Since")!.Value),
        row.ETag);
}
