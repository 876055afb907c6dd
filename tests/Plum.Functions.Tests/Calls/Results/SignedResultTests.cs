using System.Text;
using System.Text.Json.Nodes;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Plum.Functions.Accounts;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Calls.Results;

/// <summary>What a receiver sees of a result, byte for byte.</summary>
public sealed class SignedResultTests
{
    private static readonly DateTimeOffset Tuesday = new(2022, 1, 4, 12, 0, 0, TimeSpan.FromHours(-5));

    [Fact]
    public async Task Results_AreSigned_OverTheBytesAsTheyArePosted()
    {
        await using var receiver = await Demo.Receiver.StartAsync();
        await using var plum = await PlumServer.StartAsync();
        receiver.Clock = plum.Time;
        receiver.Fail("/result.php", times: 2);
        var key = (await plum.Services.GetRequiredService<AccountDirectory>().FindAsync("demo", default))!.SigningKey!;

        await RunAsync(plum, receiver, "16175550001,a=1&b=é\n16175550002\n16175550003,r3\n");

        Assert.Equal(5, receiver.Results.Count());
        Assert.All(receiver.Results, result =>
        {
            Assert.Equal(result.Signature(key), result.Headers["X-Plum-Signature"]);
            Assert.Equal(result.At.ToUnixTimeSeconds().ToString(), result.Headers["X-Plum-Timestamp"]);
        });
    }

    [Fact]
    public async Task Result_CarriesTheDocumentedVariables_AndNoOthers()
    {
        await using var receiver = await Demo.Receiver.StartAsync();
        await using var plum = await PlumServer.StartAsync();

        await RunAsync(plum, receiver, "destination,message_reference,color\n16175550001,r 1,red\n");

        var result = Assert.Single(receiver.Results);
        var body = Encoding.ASCII.GetString(result.Body.Span);
        Assert.Matches(
            "^phone_number=16175550001&message_reference=r\\+1&call_parameters=&call_id=1&result=(completed|failed)&callee_type=[a-z]+"
                + "&attempts=1&last_attempt_timestamp=1641214800&duration=[0-9]+$",
            body);
        Assert.Equal("application/x-www-form-urlencoded", result.Headers["Content-Type"]);
    }

    [Fact]
    public async Task Result_OfAnAccountWithoutAKey_IsPostedWithoutASignature()
    {
        await using var receiver = await Demo.Receiver.StartAsync();
        await using var plum = await PlumServer.StartAsync();
        await ForgetKeyAsync(plum);

        await RunAsync(plum, receiver, "16175550001\n");

        var result = Assert.Single(receiver.Results);
        Assert.Equal(1, result.Sequence());
        Assert.DoesNotContain("X-Plum-Signature", result.Headers.Keys);
    }

    private static async Task RunAsync(PlumServer plum, Demo.Receiver receiver, string list)
    {
        var campaign = await Example.CreateAsync(
            plum, 0, form => form with { StartUrl = receiver.StartUrl, ResultUrl = receiver.ResultUrl, List = list });
        await plum.Client.StartCampaignAsync(campaign);
        await plum.AdvanceToAsync(Tuesday);
    }

    // As accounts were stored before there were keys.
    private static async Task ForgetKeyAsync(PlumServer plum)
    {
        var rows = plum.Services.GetRequiredService<TableServiceClient>().GetTableClient("accounts");
        var row = (await rows.GetEntityAsync<TableEntity>("demo", AccountRows.Account)).Value;
        var account = JsonNode.Parse(row.GetString(AccountJson.Property))!.AsObject();
        Assert.True(account.Remove("SigningKey"));
        row[AccountJson.Property] = account.ToJsonString();
        await rows.UpdateEntityAsync(row, row.ETag, TableUpdateMode.Replace);
    }
}
