using System.Text.Json.Nodes;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Plum.Functions.Accounts;
using Plum.Functions.Tests.Calls;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Accounts;

/// <summary>Signing keys as they lie in storage, over starts with one key of the service and another.</summary>
public sealed class SealedKeyTests : IDisposable
{
    private static readonly string A = Convert.ToBase64String(Enumerable.Repeat((byte)'a', 32).ToArray());
    private static readonly string B = Convert.ToBase64String(Enumerable.Repeat((byte)'b', 32).ToArray());

    private readonly string _folder = Directory.CreateTempSubdirectory("plum-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Key_IsNowhereInStorage_AndSignsResults()
    {
        await using var receiver = await Demo.Receiver.StartAsync();
        await using var plum = await StartAsync(A);
        using var demo = new Customer(plum.NewClient(PlumServer.Token), "demo");
        var key = (await demo.PostAsync("api/account/signing-key")).Json
            .GetProperty("response")
            .GetProperty("signing_key")
            .GetString()!;

        var campaign = await Example.CreateAsync(
            plum, 0, form =>
                form with { StartUrl = receiver.StartUrl, ResultUrl = receiver.ResultUrl, List = "16175550001\n" });
        await plum.Client.StartCampaignAsync(campaign);
        await plum.AdvanceToAsync(new(2022, 1, 4, 12, 0, 0, TimeSpan.FromHours(-5)));

        var result = Assert.Single(receiver.Results);
        Assert.Equal(result.Signature(key), result.Headers["X-Plum-Signature"]);
        Assert.All(await RowsAsync(plum), row => Assert.DoesNotContain(key, row, StringComparison.OrdinalIgnoreCase));
        Assert.StartsWith("sealed.", await StoredKeyAsync(plum), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_AreSealedAnew_WhenTheServiceHasAnotherKeyOrNone()
    {
        string?[] keys = [null, A, B, null];
        string?[] others = [null, null, A, B];
        var (drawn, stored) = ("", new List<string>());
        for (var i = 0; i < keys.Length; i++)
        {
            await using var plum = await StartAsync(keys[i], others[i]);
            if (i == 0)
            {
                using var demo = new Customer(plum.NewClient(PlumServer.Token), "demo");
                drawn = (await demo.PostAsync("api/account/signing-key")).Json
                    .GetProperty("response")
                    .GetProperty("signing_key")
                    .GetString()!;
            }

            Assert.Equal(
                drawn,
                (await plum.Services.GetRequiredService<AccountDirectory>().FindAsync("demo", default))!.SigningKey);
            stored.Add(await StoredKeyAsync(plum));
        }

        Assert.Equal(drawn, stored[0]);
        Assert.Equal(["sealed", "sealed"], stored[1..3].Select(key => key.Split('.')[0]));
        Assert.NotEqual(stored[1].Split('.')[1], stored[2].Split('.')[1]);
        Assert.Equal(drawn, stored[3]);

        // Nothing needs the former key any more.
        await using var last = await StartAsync(null);
        Assert.Equal(drawn, await StoredKeyAsync(last));
    }

    [Fact]
    public async Task Key_ThatAProcessWithTheFormerKeysSealedLast_StopsTheStartWithoutThem_AndIsSealedAnewWithThem()
    {
        string former;
        await using (var plum = await StartAsync(A))
        {
            former = await StoredKeyAsync(plum);
        }

        await using (var plum = await StartAsync(B, A))
        {
            await StoreKeyAsync(plum, "demo", former);
        }

        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(B));
        await (await StartAsync(B, A)).DisposeAsync();
        await using var last = await StartAsync(B);

        Assert.Matches(
            "^The signing key of account demo is sealed with the key [0-9a-f]{8}, which Plum:SigningKeys does not "
                + "have; set it as :OtherKey.$",
            refused.Message);
        Assert.NotNull(
            (await last.Services.GetRequiredService<AccountDirectory>().FindAsync("demo", default))!.SigningKey);
    }

    [Fact]
    public async Task Keys_AreLookedAtAgain_WhenSealingThemWasCutOff_AlsoWithTheFormerKey()
    {
        await using (var plum = await StartAsync(null))
        {
            Assert.True(
                await plum.Services.GetRequiredService<AccountDirectory>().TryAddAsync("zoe", "zoe", "9876", default));
            await StoreKeyAsync(plum, "zoe", "sealed.0badf00d.AAAA");
        }

        await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(A)); // perhaps with some of them sealed

        await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(null));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("YmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmI=")]
    public async Task Start_IsRefused_WhenStoredKeysCannotBeOpened(string? key)
    {
        await (await StartAsync(A)).DisposeAsync();

        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(key));

        Assert.Matches(
            "^The signing keys in the storage are sealed with the key [0-9a-f]{8}, which is neither "
                + "Plum:SigningKeys:Key nor :OtherKey; set it as one of them.$",
            refused.Message);
    }

    [Theory]
    [InlineData("short")]
    [InlineData("YWFhYQ==")]
    public async Task Start_IsRefused_WithoutShowingIt_WhenTheKeyIsNone(string key)
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(key));

        Assert.Equal(
            "Plum:SigningKeys:Key must be 32 random bytes in Base64, as `openssl rand -base64 32` makes them.",
            refused.Message);
    }

    [Fact]
    public async Task Key_DoesNotOpen_UnderAnotherAccountsName()
    {
        await using var plum = await StartAsync(A);
        var accounts = plum.Services.GetRequiredService<AccountDirectory>();
        Assert.True(await accounts.TryAddAsync("thief", "thief", "9876", default));
        await StoreKeyAsync(plum, "thief", await StoredKeyAsync(plum));

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => accounts.FindAsync("thief", default));

        Assert.Equal("The signing key of account thief is not as it was sealed.", refused.Message);
    }

    private Task<PlumServer> StartAsync(string? key, string? other = null) => PlumServer.StartAsync(new()
    {
        DataFolder = _folder,
        Settings =
            new Dictionary<string, string?> { ["Plum:SigningKeys:Key"] = key, ["Plum:SigningKeys:OtherKey"] = other },
    });

    private static TableClient Accounts(PlumServer plum) =>
        plum.Services.GetRequiredService<TableServiceClient>().GetTableClient("accounts");

    private static async Task<List<string>> RowsAsync(PlumServer plum)
    {
        var rows = new List<string>();
        await foreach (var row in Accounts(plum).QueryAsync<TableEntity>())
        {
            rows.AddRange(row.Keys.Select(name => row[name]?.ToString() ?? ""));
        }

        return rows;
    }

    private static async Task<string> StoredKeyAsync(PlumServer plum) =>
        (await StoredAsync(plum, "demo")).Account["SigningKey"]!.GetValue<string>();

    private static async Task StoreKeyAsync(PlumServer plum, string account, string key)
    {
        var (row, stored) = await StoredAsync(plum, account);
        stored["SigningKey"] = key;
        row[AccountJson.Property] = stored.ToJsonString();
        await Accounts(plum).UpdateEntityAsync(row, row.ETag, TableUpdateMode.Replace);
    }

    private static async Task<(TableEntity Row, JsonObject Account)> StoredAsync(PlumServer plum, string account)
    {
        var row = (await Accounts(plum).GetEntityAsync<TableEntity>(account, AccountRows.Account)).Value;
        return (row, JsonNode.Parse(row.GetString(AccountJson.Property))!.AsObject());
    }
}
