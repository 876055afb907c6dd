using System.Text.Json;
using Azure.Data.Tables;
using NodaTime;
using Plum.Core.Campaigns;
using Plum.Functions.Accounts;
using Plum.Functions.Shared;

namespace Plum.Functions.Campaigns;

/// <summary>What is kept of a deleted campaign until its last calls are over and their results posted.</summary>
public sealed record DeletedCampaign(Campaign Campaign, Instant At)
{
    private const string DeletedAt = "DeletedAt";

    internal static DeletedCampaign Of(Campaign campaign, Instant at) =>
        new(campaign with { State = CampaignState.Stopped, Epoch = campaign.Epoch + 1, Canceling = null }, at);

    internal TableEntity Write() => new(Campaign.Key.Account, AccountRows.Of(AccountRows.Deleted, Campaign.Key.Id))
    {
        [AccountJson.Property] = JsonSerializer.Serialize(Campaign, StoredJson.Default.Campaign),
        [DeletedAt] = At.ToUnixTimeTicks(),
    };

    internal static DeletedCampaign Read(TableEntity row) => new(
        AccountJson.Read(row, StoredJson.Default.Campaign),
        Instant.FromUnixTimeTicks(row.GetInt64(DeletedAt)!.Value));
}
