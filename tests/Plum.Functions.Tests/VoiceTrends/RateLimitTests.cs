using Xunit;

namespace Plum.Functions.Tests.VoiceTrends;

/// <summary>
/// Fifteen authentications and 150 requests for data a quarter hour, not one more or less.
/// </summary>
public sealed class RateLimitTests
{
    private static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);

    [Fact]
    public async Task DataRequests_AreLimited_WhenManyComeAtOnce()
    {
        await using var plum = await StartAsync();
        var credentials = await plum.LogInAsync("demo");

        Assert.Equal(
            new Dictionary<int, int> { [200] = 150, [429] = 150 },
            await Trends.AtOnceAsync(300, _ => plum.VolumeAsync(credentials)));
        var refused = await plum.VolumeAsync(credentials);
        Assert.Equal(("150", "0", "1640970900"), refused.RateLimit());
        Assert.Equal("900", refused.Header("Retry-After"));
        Assert.Equal(
            "The rate limit of 150 requests for data in 15 minutes is used up; it begins anew at 2021-12-31T17:15:00Z.",
            refused.Error());

        await plum.AdvanceAsync(Quarter - TimeSpan.FromMilliseconds(1));
        Assert.Equal(
            (429, "1"), ((refused = await plum.VolumeAsync(credentials)).Status, refused.Header("Retry-After")));
        await plum.AdvanceAsync(TimeSpan.FromMilliseconds(1));
        Assert.Equal("149", (await plum.VolumeAsync(credentials)).Header("X-RateLimit-Remaining"));
    }

    [Fact]
    public async Task DataRequests_AreCountedOverRestarts_AndForAllCredentialsOfTheAccount()
    {
        await using var plum = await StartAsync();
        var (first, second) = (await plum.LogInAsync("demo"), await plum.LogInAsync("demo", tool: "insight"));
        await Trends.AtOnceAsync(100, number => plum.VolumeAsync(number % 2 == 0 ? first : second, "api/volume/bad"));

        await plum.RestartAsync();

        Assert.Equal("49", (await plum.VolumeAsync(first)).Header("X-RateLimit-Remaining"));
        Assert.Equal(
            new Dictionary<int, int> { [200] = 49, [429] = 51 },
            await Trends.AtOnceAsync(100, number => plum.VolumeAsync(number % 2 == 0 ? first : second)));
        await plum.RestartAsync();
        Assert.Equal(429, (await plum.VolumeAsync(second)).Status);
    }

    [Fact]
    public async Task Authentications_AreLimited_ByToolAndLogin_WhenManyComeAtOnce()
    {
        await using var plum = await StartAsync();

        Assert.Equal(
            new Dictionary<int, int> { [200] = 15, [429] = 45 },
            await Trends.AtOnceAsync(60, _ => plum.AuthenticateAsync("demo")));
        var refused = await plum.AuthenticateAsync("demo");
        Assert.Equal(("15", "0", "1640970900"), refused.RateLimit());
        Assert.Equal("900", refused.Header("Retry-After"));
        Assert.Equal("14", (await plum.AuthenticateAsync("demo", tool: "insight")).Header("X-RateLimit-Remaining"));
        Assert.Equal("14", (await plum.AuthenticateAsync("Demo")).Header("X-RateLimit-Remaining"));

        await plum.RestartAsync();
        Assert.Equal(429, (await plum.AuthenticateAsync("demo")).Status);
        await plum.AdvanceAsync(Quarter);
        Assert.Equal("14", (await plum.AuthenticateAsync("demo")).Header("X-RateLimit-Remaining"));
    }

    /// <summary>Failures are authentications too; ten of them lock the login, whoever asks.</summary>
    [Fact]
    public async Task WrongPasswords_AreCounted_AndTenOfThemLockTheLogin()
    {
        await using var plum = await StartAsync();
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal((401, $"{14 - i}"), await StatusAsync(plum, "4321"));
        }

        var locked = await plum.AuthenticateAsync("demo");
        Assert.Equal(
            (429, "4", "900"), (locked.Status, locked.Header("X-RateLimit-Remaining"), locked.Header("Retry-After")));
        Assert.Equal("Too many wrong PINs: this login is locked until 2021-12-31T17:15:00Z.", locked.Error());
        Assert.Equal((429, "3"), await StatusAsync(plum, "1234"));
    }

    private static Task<PlumServer> StartAsync() => PlumServer.StartAsync();

    private static async Task<(int Status, string? Remaining)> StatusAsync(PlumServer plum, string password)
    {
        var reply = await plum.AuthenticateAsync("demo", password);
        return (reply.Status, reply.Header("X-RateLimit-Remaining"));
    }
}
