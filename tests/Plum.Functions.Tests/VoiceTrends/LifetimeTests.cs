using System.Text;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Plum.Core.Accounts;
using Plum.Functions.Accounts;
using Plum.Functions.Tests.Support;
using Plum.Functions.VoiceTrends;
using Xunit;

namespace Plum.Functions.Tests.VoiceTrends;

/// <summary>Temporary credentials from their making to their end.</summary>
public sealed class LifetimeTests
{
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Credentials_EndADayAfterTheirLastUse_ToTheSecond()
    {
        await using var plum = await PlumServer.StartAsync();
        var (used, unused) = (await plum.LogInAsync("demo"), await plum.LogInAsync("demo"));

        for (var days = 0; days < 3; days++)
        {
            await plum.AdvanceAsync(Day - Second);
            Assert.Equal(200, (await plum.VolumeAsync(used)).Status);
        }

        await plum.AdvanceAsync(Day);
        AssertRefused("The temporary login has expired; authenticate again.", await plum.VolumeAsync(used));
        AssertRefused("The temporary login or password is wrong.", await plum.VolumeAsync(unused)); // swept long ago
    }

    /// <summary>A bad request is a use, too; a refused one is not.</summary>
    [Fact]
    public async Task BadRequest_KeepsCredentialsAlive_AndARefusedOneDoesNot()
    {
        await using var plum = await PlumServer.StartAsync();
        var credentials = await plum.LogInAsync("demo");
        await plum.AdvanceAsync(TimeSpan.FromHours(23));
        Assert.Equal(400, (await plum.VolumeAsync(credentials, "api/volume/x")).Status);
        await plum.AdvanceAsync(TimeSpan.FromHours(23));
        Assert.Equal(200, (await plum.VolumeAsync(credentials)).Status);
        await Trends.AtOnceAsync(149, _ => plum.VolumeAsync(credentials));

        await plum.AdvanceAsync(Second);
        Assert.Equal(429, (await plum.VolumeAsync(credentials)).Status);
        await plum.AdvanceAsync(Day - Second);

        Assert.Equal(401, (await plum.VolumeAsync(credentials)).Status);
    }

    [Fact]
    public async Task Credentials_OutliveARestart()
    {
        await using var plum = await PlumServer.StartAsync();
        var credentials = await plum.LogInAsync("demo");

        await plum.RestartAsync();

        Assert.Equal(200, (await plum.VolumeAsync(credentials)).Status);
    }

    [Fact]
    public async Task Storage_HoldsNeitherLoginNorPassword()
    {
        await using var plum = await PlumServer.StartAsync();
        var credentials = await plum.LogInAsync("demo");
        await plum.VolumeAsync(credentials);
        await plum.RestartAsync(); // so that all of it is in the file

        var stored = await StoredAsync(plum);

        Assert.Contains("credentials", stored, StringComparison.Ordinal);
        Assert.All(
            credentials.Split(':'),
            secret => Assert.DoesNotContain(secret, stored, StringComparison.OrdinalIgnoreCase));
        Assert.All(credentials.Split(':'), secret => Assert.DoesNotContain(
            Encoding.Latin1.GetString(Convert.FromHexString(secret)), stored, StringComparison.Ordinal));
    }

    [Fact]
    public async Task NewPin_EndsThem_AndOnesMadeWithItAreGood()
    {
        await using var plum = await PlumServer.StartAsync();
        var credentials = await plum.LogInAsync("demo");
        await plum.VolumeAsync(credentials);

        // the same, set anew
        await plum.Services.GetRequiredService<AccountDirectory>().SetPinAsync("demo", "1234", default);

        AssertRefused(
            "The temporary login has ended, for the account has another PIN now; authenticate again.",
            await plum.VolumeAsync(credentials));
        Assert.Equal(200, (await plum.VolumeAsync(await plum.LogInAsync("demo"))).Status);
    }

    [Fact]
    public async Task SuspendedAccount_IsRefused_AndItsCredentialsAreGoodAgainAfterwards()
    {
        await using var plum = await PlumServer.StartAsync();
        var credentials = await plum.LogInAsync("demo");
        await SetStateAsync(plum, AccountState.Suspended);

        AssertRefused("The account is suspended.", await plum.VolumeAsync(credentials));
        var authentication = await plum.AuthenticateAsync("demo");
        Assert.Equal((401, "The account is suspended."), (authentication.Status, authentication.Error()));
        Assert.Equal("The login or PIN is wrong.", (await plum.AuthenticateAsync("demo", "4321")).Error());

        await SetStateAsync(plum, AccountState.Active);
        Assert.Equal("149", (await plum.VolumeAsync(credentials)).Header("X-RateLimit-Remaining"));
    }

    /// <summary>
    /// At 03:52 UTC all goes that is over: credentials nobody used for a day, and what was counted for logins.
    /// </summary>
    [Fact]
    public async Task WhatIsOver_IsRemovedDaily()
    {
        await using var plum = await PlumServer.StartAsync();
        var used = await plum.LogInAsync("demo");
        await plum.LogInAsync("demo", tool: "insight");
        for (var i = 0; i < 120; i++)
        {
            await plum.Services
                .GetRequiredService<TallyTable>()
                .AdmitAsync(TallyKey.Of("dev", $"nobody {i}"), null, 15, default);
        }

        await plum.AdvanceAsync(TimeSpan.FromHours(23));
        await plum.VolumeAsync(used);
        Assert.Equal(3, (await RowsAsync(plum)).Count); // both credentials and the account's tally
        await plum.AdvanceAsync(TimeSpan.FromHours(22));
        await plum.VolumeAsync(used);

        Assert.Equal(["accounts", "credentials"], (await RowsAsync(plum)).Select(row => row.PartitionKey));
        Assert.Equal(200, (await plum.VolumeAsync(used)).Status);
    }

    private static void AssertRefused(string error, ApiReply reply)
    {
        Assert.Equal((401, error), (reply.Status, reply.Error()));
        Assert.Equal("Basic realm=\"VoiceTrends\", charset=\"UTF-8\"", reply.Header("WWW-Authenticate"));
    }

    private static Task<List<TableEntity>> RowsAsync(PlumServer plum) =>
        plum.Services.GetRequiredService<TableServiceClient>()
        .GetTableClient("voicetrends").QueryAsync<TableEntity>().ToListAsync().AsTask();

    private static async Task<string> StoredAsync(PlumServer plum)
    {
        var path = Path.Combine(plum.DataFolder, "plum.db");
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file, Encoding.Latin1);
        return await reader.ReadToEndAsync();
    }

    private static Task SetStateAsync(PlumServer plum, AccountState state) =>
        plum.Services.GetRequiredService<AccountDirectory>()
        .ChangeAsync("demo", account => account.With(state), default);
}
