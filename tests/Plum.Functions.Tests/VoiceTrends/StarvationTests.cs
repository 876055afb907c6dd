using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Plum.Functions.Accounts;
using Plum.Functions.Tests.Accounts;
using Plum.Functions.Tests.Support;
using Plum.Functions.Tests.WebServices;
using Plum.Standalone.Tests.Storage;
using Xunit;

namespace Plum.Functions.Tests.VoiceTrends;

/// <summary>Wrong passwords, many at once, while others want to be served.</summary>
[CollectionDefinition(nameof(StarvationTests), DisableParallelization = true)]
[Collection(nameof(StarvationTests))]
public sealed class StarvationTests
{
    private const int Logins = 200;

    private static readonly Dictionary<string, string?> NoFetching = new() { ["Plum:Outbound:CheckUrls"] = "false" };

    [Fact]
    public async Task Flood_KeepsNobodyFromBeingServed()
    {
        var hasher = new CountingHasher();
        await using var plum = await PlumServer.StartAsync(new()
        {
            Settings = NoFetching,
            Services = services => services.AddSingleton<IPasswordHasher<string>>(hasher),
        });
        using var known = await Customer.SignUpAsync(plum);
        using var unknown = await Customer.SignUpAsync(plum);
        Assert.Equal("queued", Status(await plum.QueueCallAsync(known.Login)));
        var temporary = await plum.LogInAsync(known.Login);
        hasher.Reset();
        hasher.Hold(); // so a check takes as long as this test likes

        using var tallies = new Operations("voicetrends");
        using var accounts = new Operations("accounts");
        var flood = Trends.AtOnceAsync(Logins, number => plum.AuthenticateAsync($"victim {number}", "4321"));
        await UntilAsync(tallies, 2 * Logins); // each is looked for, and counted
        await UntilAsync(accounts, 3 * Logins); // wrong tries, login, account

        // Whoever needs no check is answered while the flood stands still: not one more hash is made meanwhile.
        Assert.Equal("queued", Status(await plum.QueueCallAsync(known.Login)));
        Assert.Equal(200, (await known.GetAsync("api/campaigns")).Status);
        Assert.Equal(200, (await plum.VolumeAsync(temporary)).Status);
        Assert.InRange(hasher.Verified, 1, Math.Max(1, Environment.ProcessorCount / 2));

        // Whoever needs one is not behind all of them.
        var before = accounts.Seen.Count;
        var call = Task.Run(() => plum.QueueCallAsync(unknown.Login));
        await UntilAsync(accounts, before + 3);
        hasher.Release();
        Assert.Equal("queued", Status(await call));

        Assert.Equal(new Dictionary<int, int> { [401] = Logins }, await flood);
        Assert.InRange(hasher.Verified, 2, 3 * Math.Max(2, Environment.ProcessorCount)); // three rounds
    }

    /// <summary>
    /// One login's flood waits for itself alone and ends at the limit, with the ten checks that lock the login.
    /// </summary>
    [Fact]
    public async Task FloodOfOneLogin_TakesNobodysPlace()
    {
        var hasher = new CountingHasher();
        await using var plum = await PlumServer.StartAsync(
            new() { Services = services => services.AddSingleton<IPasswordHasher<string>>(hasher) });
        using var other = await Customer.SignUpAsync(plum);
        hasher.Reset();
        hasher.Hold();

        var flood = Trends.AtOnceAsync(300, number => plum.AuthenticateAsync("demo", $"wrong {number}"));
        await hasher.VerifiedAsync(1);
        var authentication = Task.Run(() => plum.AuthenticateAsync(other.Login));
        hasher.Release();

        Assert.Equal(200, (await authentication).Status);
        Assert.Equal(new Dictionary<int, int> { [401] = 10, [429] = 290 }, await flood);
        Assert.Equal(11, hasher.Verified);
    }

    [Fact]
    public async Task Authentication_StoresNothing_WhenTooManyLoginsAreChecked()
    {
        var hasher = new CountingHasher();
        await using var plum = await PlumServer.StartAsync(
            new() { Services = services => services.AddSingleton<IPasswordHasher<string>>(hasher) });
        var logins = plum.Services.GetRequiredService<LoginCheck>();
        hasher.Hold();
        using var accounts = new Operations("accounts");
        var flood = LoginProcess.AtOnceAsync(
            LoginCheck.MaxAtOnce, number => logins.CheckAsync($"victim {number}", "4321", default));
        await UntilAsync(accounts, 3 * LoginCheck.MaxAtOnce);

        using (var tallies = new Operations("voicetrends"))
        {
            Assert.Equal(503, (await plum.AuthenticateAsync("demo")).Status);
            Assert.Empty(tallies.Seen);
        }

        hasher.Release();
        await flood;
        Assert.Equal(200, (await plum.AuthenticateAsync("demo")).Status);
    }

    private static Task UntilAsync(Operations operations, int count) => Task.Run(() => Assert.True(
        SpinWait.SpinUntil(() => operations.Seen.Count >= count, TimeSpan.FromSeconds(30)),
        $"{operations.Seen.Count} of {count}"));

    private static string? Status(ApiReply reply) => reply.Xml().Attribute("status")?.Value;
}
