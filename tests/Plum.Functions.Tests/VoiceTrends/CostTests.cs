using Microsoft.Extensions.DependencyInjection;
using Plum.Functions.Accounts;
using Plum.Functions.Tests.Support;
using Plum.Standalone.Tests.Storage;
using Xunit;

namespace Plum.Functions.Tests.VoiceTrends;

/// <summary>Storage operations are counted in the whole process, so nothing else may run meanwhile.</summary>
[CollectionDefinition(nameof(CostTests), DisableParallelization = true)]
[Collection(nameof(CostTests))]
public sealed class CostTests
{
    [Fact]
    public async Task DataRequest_CostsOneOperationBesideItsReport_AndThreeInANewProcess()
    {
        await using var plum = await PlumServer.StartAsync();
        var credentials = await plum.LogInAsync("demo");

        Assert.Equal("get update", await CostAsync(() => plum.VolumeAsync(credentials))); // which credentials these are
        Assert.Equal("update", await CostAsync(() => plum.VolumeAsync(credentials)));
        await plum.RestartAsync();
        Assert.Equal("get get update", await CostAsync(() => plum.VolumeAsync(credentials)));
        Assert.Equal("update", await CostAsync(() => plum.VolumeAsync(credentials, "api/volume/bad")));
    }

    [Fact]
    public async Task RefusedRequests_CostNothing()
    {
        await using var plum = await PlumServer.StartAsync();
        var credentials = await plum.LogInAsync("demo");
        await Trends.AtOnceAsync(150, _ => plum.VolumeAsync(credentials));
        await Trends.AtOnceAsync(14, _ => plum.AuthenticateAsync("demo"));
        using var accounts = new Operations("accounts");

        var trends = await CostAsync(async () =>
        {
            await AssertAllAsync(429, _ => plum.VolumeAsync(credentials));
            await AssertAllAsync(429, number => plum.AuthenticateAsync("demo", $"{number}"));
            await AssertAllAsync(400, _ => plum.AuthenticateAsync("demo", ""));
            await AssertAllAsync(401, _ => plum.VolumeAsync("demo:1234"));
        });

        Assert.Equal("", trends);
        Assert.Empty(accounts.Seen);
    }

    [Fact]
    public async Task Authentication_CostsAWriteEachForTheTally_TheCredentialsAndTheAccount()
    {
        await using var plum = await PlumServer.StartAsync();

        Assert.Equal("get add get add add", await CostAsync(() => plum.AuthenticateAsync("demo")));
        Assert.Equal("update update add", await CostAsync(() => plum.AuthenticateAsync("demo")));
    }

    /// <summary>Half a minute long the account is what it was, for the report and for whoever else needs it.</summary>
    [Fact]
    public async Task Account_IsReadEveryHalfMinute()
    {
        await using var plum = await PlumServer.StartAsync();
        var credentials = await plum.LogInAsync("demo");
        await plum.VolumeAsync(credentials);
        await plum.AdvanceAsync(TimeSpan.FromSeconds(31));
        _ = await plum.Services.GetRequiredService<KnownAccounts>().FindAsync("demo", default);
        using var accounts = new Operations("accounts");

        await plum.VolumeAsync(credentials);

        Assert.Empty(accounts.Seen);
    }

    private static async Task AssertAllAsync(int status, Func<int, Task<ApiReply>> send) =>
        Assert.Equal(new Dictionary<int, int> { [status] = 100 }, await Trends.AtOnceAsync(100, send));

    private static async Task<string> CostAsync(Func<Task> act)
    {
        using var operations = new Operations("voicetrends");
        await act();
        return string.Join(' ', operations.Seen);
    }
}
