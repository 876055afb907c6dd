using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Calls;

/// <summary>Numbers that an earlier version accepted and this one would not.</summary>
public sealed class OldNumberTests
{
    [Fact]
    public async Task Number_IsNotDialed_AndTheOthersAre()
    {
        var gateway = new RecordingGateway();
        await using var plum = await PlumServer.StartAsync(new() { Services = gateway.Register });
        var campaign = await Example.CreateAsync(
            plum, 0, form => form with { List = "6175550001\n+49 30 123456-7\n6175550002\n" });
        await StoreAsync(plum, "123456-7", "123456/7");
        await plum.Client.StartCampaignAsync(campaign);

        await plum.AdvanceToAsync(new(2022, 1, 3, 9, 0, 0, TimeSpan.FromHours(-5)));

        Assert.Equal([0, 2], gateway.Asked.Select(asked => asked.Position));
        var calls =
            System.Text.Json.JsonElement.Parse(await plum.Client.GetStringAsync($"api/campaigns/{campaign}/calls"));
        Assert.Equal("failed", calls[1].GetProperty("state").GetString());
        Assert.Contains(
            "not dialed: the number has '/'", calls[1].GetRawText().Replace("\\u0027", "'", StringComparison.Ordinal));
    }

    private static async Task StoreAsync(PlumServer plum, string accepted, string stored)
    {
        var lists = plum.Services.GetRequiredService<TableServiceClient>().GetTableClient("lists");
        var page = await lists.QueryAsync<TableEntity>().FirstAsync(row => row.GetInt32("Parts") is not null);
        var bytes = System.Text.Encoding.Latin1
            .GetString(page.GetBinary("D0")!)
            .Replace(accepted, stored, StringComparison.Ordinal);
        page["D0"] = System.Text.Encoding.Latin1.GetBytes(bytes);
        await lists.UpdateEntityAsync(page, page.ETag, TableUpdateMode.Replace);
    }
}
