using System.Text;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Plum.Functions.Accounts;
using Plum.Functions.Shared;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Accounts;

/// <summary>Tokens over their life, and what is stored of them.</summary>
public sealed class TokenTests
{
    [Fact]
    public async Task Token_ExpiresToTheInstant_ThoughItIsRemembered()
    {
        await using var plum = await StartAsync();
        using var customer = await Customer.SignUpAsync(plum);
        var expires = plum.Time.GetUtcNow().AddSeconds(90.5);
        using var program =
            new Customer(plum.NewClient(await customer.TokenAsync("short", expires.ToString("O"))), customer.Account);

        await plum.AdvanceToAsync(expires.AddTicks(-1));
        Assert.Equal(200, (await program.GetAsync("api/schedules")).Status);
        await plum.AdvanceToAsync(expires);

        Assert.Equal(
            """401 {"status":"error","error":"Unauthorized."}""", (await program.GetAsync("api/schedules")).ToString());
        Assert.Equal(["short"], await LabelsAsync(customer));
    }

    [Fact]
    public async Task DeletedToken_EndsWithinHalfAMinute_InAnotherProcess()
    {
        await using var plum = await StartAsync();
        using var customer = await Customer.SignUpAsync(plum);
        var (token, other) = (await customer.TokenAsync("a"), new OtherProcess(plum));
        Assert.Equal(new Admission.Granted(new(customer.Account, "token 1 (a)")), await other.AdmitAsync(token));

        await customer.DeleteAsync("api/tokens/1");
        await plum.AdvanceAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(Admission.Refused.Answer, await other.AdmitAsync(token));
        await other.Uses.StoredAsync();
        Assert.Equal("[]", (await customer.GetAsync("api/tokens")).Body);
    }

    [Fact]
    public async Task LastUse_IsShownToTheMinute_WhicheverProcessServedIt()
    {
        await using var plum = await StartAsync();
        using var customer = await Customer.SignUpAsync(plum);
        var (token, other) = (await customer.TokenAsync("a"), new OtherProcess(plum));
        Assert.Null(await LastUsedAsync(customer));

        await plum.AdvanceAsync(TimeSpan.FromSeconds(125));
        await other.AdmitAsync(token);
        await other.Uses.StoredAsync();
        Assert.Equal("2021-12-31T12:02:00-05:00", await LastUsedAsync(customer));

        await plum.AdvanceAsync(TimeSpan.FromSeconds(60));
        using var program = new Customer(plum.NewClient(token), customer.Account);
        Assert.Equal("2021-12-31T12:03:00-05:00", await LastUsedAsync(program));
    }

    [Fact]
    public async Task BusyMinute_CostsFiveOperations_HoweverManyItsRequests()
    {
        await using var plum = await StartAsync();
        using var customer = await Customer.SignUpAsync(plum);
        var (token, process) = (await customer.TokenAsync("a"), new OtherProcess(plum));
        await process.AdmitAsync(token);
        await plum.AdvanceAsync(TimeSpan.FromMinutes(1));

        var operations = await StorageOperations.CountAsync(async () =>
        {
            for (var second = 0; second < 60; second++)
            {
                await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => process.AdmitAsync(token))));
                await plum.AdvanceAsync(TimeSpan.FromSeconds(1));
                await process.Uses.StoredAsync();
            }
        });

        // The token and the account, once in half a minute each, and the minute in which it was used.
        Assert.Equal(
            ["get accounts", "get accounts", "get accounts", "get accounts", "update accounts"],
            operations.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task ExpiredTokens_GiveWay_WhenThereAreAHundred()
    {
        await using var plum = await StartAsync();
        using var customer = await Customer.SignUpAsync(plum);
        var expires = plum.Time.GetUtcNow().AddMinutes(1).ToString("O");
        for (var i = 1; i <= 100; i++)
        {
            await customer.TokenAsync($"t{i}", i == 2 ? expires : null);
        }

        Assert.Equal(400, (await customer.PostAsync("api/tokens", ("label", "one more"))).Status);
        await plum.AdvanceAsync(TimeSpan.FromMinutes(1));
        await customer.TokenAsync("one more");

        Assert.Equal(
            [.. Enumerable.Range(1, 100).Where(i => i != 2).Select(i => $"t{i}"), "one more"],
            await LabelsAsync(customer));
        // its own, and these
        Assert.Equal(101, (await RowsAsync(plum, "tokens")).Count(row => row.GetString("Account") == customer.Account));
        Assert.Equal(400, (await customer.PostAsync("api/tokens", ("label", "yet another"))).Status);
    }

    /// <summary>A token has a row in two tables, and a process may end after the first of two writes.</summary>
    [Fact]
    public async Task HalfAToken_OpensNothing_AndMayBeDeleted()
    {
        await using var plum = await StartAsync();
        using var customer = await Customer.SignUpAsync(plum);
        var (first, second) =
            (await customer.TokenAsync("owner row left"), await customer.TokenAsync("token row left"));
        var tables = plum.Services.GetRequiredService<TableServiceClient>();
        await tables.GetTableClient("accounts").DeleteEntityAsync(customer.Account, "token|0000000001");
        await tables.GetTableClient("tokens").DeleteEntityAsync(TokenTable.HashText(second), "token");

        foreach (var token in (string[])[first, second])
        {
            Assert.Equal(Admission.Refused.Answer, await new OtherProcess(plum).AdmitAsync(token));
        }

        Assert.Equal(["token row left"], await LabelsAsync(customer));
        Assert.Equal(200, (await customer.DeleteAsync("api/tokens/2")).Status);
        Assert.Equal("[]", (await customer.GetAsync("api/tokens")).Body);
    }

    [Fact]
    public async Task Creation_CutOffBetweenItsWrites_IsRepeatedWithoutHarm()
    {
        await using var plum = await StartAsync();
        using var customer = await Customer.SignUpAsync(plum);
        var left = new TableEntity(TokenTable.HashText("cut off"), "token")
        {
            ["Hash"] = TokenTable.Hash("cut off"),
            ["Account"] = customer.Account,
            ["Id"] = 1,
        };
        await plum.Services.GetRequiredService<TableServiceClient>().GetTableClient("tokens").AddEntityAsync(left);

        var token = await customer.TokenAsync("a"); // gets the id that the other was about to have

        Assert.Equal(Admission.Refused.Answer, await new OtherProcess(plum).AdmitAsync("cut off"));
        Assert.IsType<Admission.Granted>(await new OtherProcess(plum).AdmitAsync(token));
    }

    [Fact]
    public async Task Token_IsNowhereInStorage_OrInTheAuditLog()
    {
        await using var plum = await StartAsync();
        using var customer = await Customer.SignUpAsync(plum);
        var token = await customer.TokenAsync("a");
        await new OtherProcess(plum).AdmitAsync(token);

        foreach (var table in StorageSetup.Tables)
        {
            var stored = (await RowsAsync(plum, table))
                .SelectMany(row => row.Keys.Select(name => row[name]))
                .Select(value => value is byte[] bytes ? Encoding.UTF8.GetString(bytes) : $"{value}");
            Assert.DoesNotContain(stored, text => text.Contains(token[5..], StringComparison.Ordinal));
        }

        var audit = await customer.GetAsync("api/audit");
        Assert.Contains("token 1", audit.Body);
        Assert.DoesNotContain(TokenTable.HashText(token), audit.Body);
    }

    private static Task<PlumServer> StartAsync() => PlumServer.StartAsync();

    private static async Task<IEnumerable<string>> LabelsAsync(Customer customer) =>
        [.. (await customer.GetAsync("api/tokens")).Json
            .EnumerateArray()
            .Select(token => token.GetProperty("label").GetString()!)];

    private static async Task<string?> LastUsedAsync(Customer customer) =>
        (await customer.GetAsync("api/tokens")).Json[0].GetProperty("last_used_at").GetString();

    private static async Task<IReadOnlyList<TableEntity>> RowsAsync(PlumServer plum, string table) =>
        await plum.Services
            .GetRequiredService<TableServiceClient>()
            .GetTableClient(table)
            .QueryAsync<TableEntity>()
            .ToListAsync();
}
