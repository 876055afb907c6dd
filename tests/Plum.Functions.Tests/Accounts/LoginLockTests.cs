using NodaTime;
using Plum.Functions.Accounts;
using Xunit;

namespace Plum.Functions.Tests.Accounts;

/// <summary>Ten wrong tries in fifteen minutes lock a login for fifteen minutes.</summary>
public sealed class LoginLockTests : IAsyncLifetime
{
    private LoginProcesses _processes = null!;
    private LoginProcess _process = null!;

    private Instant Now => Instant.FromDateTimeOffset(_processes.Time.GetUtcNow());

    public async ValueTask InitializeAsync()
    {
        _processes = await LoginProcesses.StartAsync();
        _process = _processes.Another();
    }

    public ValueTask DisposeAsync()
    {
        _processes.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("demo")]
    [InlineData("nobody")]
    [InlineData("")]
    public async Task Login_IsLocked_AfterTenWrongTries(string login)
    {
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(LoginAnswer.Wrong.Answer, await _process.WrongAsync($"wrong {i}", login));
            _processes.Time.Advance(TimeSpan.FromSeconds(90));
        }

        var until = Now + Duration.FromMinutes(15) - Duration.FromSeconds(90);
        Assert.Equal(new LoginAnswer.Locked(until), await _process.WrongAsync("another", login));
        Assert.Equal(new LoginAnswer.Locked(until), await _process.WrongAsync("1234", login));
    }

    [Fact]
    public async Task Lock_CostsNothing_AndIsNotProlonged()
    {
        await _process.WrongAsync(10);
        var (hashes, until) = (_process.Hasher.Work, Now + Duration.FromMinutes(15));

        _processes.Time.Advance(TimeSpan.FromMinutes(14));
        await _process.WrongAsync(100);
        Assert.Equal(new LoginAnswer.Locked(until), await _process.RightAsync());
        Assert.Equal(hashes, _process.Hasher.Work);

        _processes.Time.Advance(TimeSpan.FromMinutes(1) - TimeSpan.FromTicks(1));
        Assert.Equal(new LoginAnswer.Locked(until), await _process.RightAsync());
        _processes.Time.Advance(TimeSpan.FromTicks(1));
        Assert.IsType<LoginAnswer.Right>(await _process.RightAsync());
    }

    [Fact]
    public async Task RightPin_DoesNotTakeBackWrongTries()
    {
        for (var i = 0; i < 10; i++)
        {
            Assert.IsType<LoginAnswer.Right>(await _process.RightAsync());
            await _process.WrongAsync();
        }

        Assert.IsType<LoginAnswer.Locked>(await _process.RightAsync());
    }

    [Fact]
    public async Task WrongTries_GrowOld()
    {
        await _process.WrongAsync(9);
        _processes.Time.Advance(TimeSpan.FromMinutes(15));
        await _process.WrongAsync(9);
        Assert.IsType<LoginAnswer.Right>(await _process.RightAsync());

        _processes.Time.Advance(TimeSpan.FromMinutes(15) - TimeSpan.FromTicks(1));
        await _process.WrongAsync(1);
        Assert.IsType<LoginAnswer.Locked>(await _process.RightAsync());
    }

    [Fact]
    public async Task Lock_OutlivesTheProcess()
    {
        await _process.WrongAsync(9);
        await _processes.Another().WrongAsync(1);

        var restarted = _processes.Another();
        Assert.IsType<LoginAnswer.Locked>(await restarted.RightAsync());
        Assert.Equal(0, restarted.Hasher.Work);
    }

    [Fact]
    public async Task RememberedPin_IsRefused_AtOnceHereAndWithinASecondElsewhere()
    {
        var other = _processes.Another();
        Assert.IsType<LoginAnswer.Right>(await _process.RightAsync());
        Assert.IsType<LoginAnswer.Right>(await other.RightAsync());

        await _process.WrongAsync(10);

        Assert.IsType<LoginAnswer.Locked>(await _process.RightAsync());
        _processes.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.IsType<LoginAnswer.Locked>(await other.RightAsync());
    }

    [Fact]
    public async Task WrongTries_AreVerifiedTenTimesAtTheMost_HoweverManyComeAtOnce()
    {
        for (var round = 0; round < 10; round++)
        {
            var from = round * 50;
            await LoginProcess.AtOnceAsync(50, number => _process.WrongAsync($"{from + number:D4}x"));
        }

        Assert.Equal(10, _process.Hasher.Verified);
        Assert.IsType<LoginAnswer.Locked>(await _process.RightAsync());
    }

    /// <summary>A process may have one verification under way when another stores the tenth try, and no more.</summary>
    [Fact]
    public async Task WrongTries_AreVerifiedOnceMorePerProcess_HoweverManyProcessesThereAre()
    {
        var processes = Enumerable.Range(0, 4).Select(_ => _processes.Another()).ToList();
        for (var round = 0; round < 10; round++)
        {
            var from = round * 100;
            await LoginProcess.AtOnceAsync(100, number => processes[number % 4].WrongAsync($"{from + number:D4}x"));
        }

        Assert.InRange(processes.Sum(process => process.Hasher.Verified), 10, 13);
        Assert.All(
            await Task.WhenAll(processes.Select(process => process.RightAsync())),
            answer => Assert.IsType<LoginAnswer.Locked>(answer));
    }

    [Fact]
    public async Task SameWrongPin_CountsForEach_WhenManyComeAtOnce()
    {
        await LoginProcess.AtOnceAsync(9, _ => _process.WrongAsync());
        Assert.IsType<LoginAnswer.Right>(await _process.RightAsync());
        await _process.WrongAsync();
        Assert.IsType<LoginAnswer.Locked>(await _process.RightAsync());
    }

    [Fact]
    public async Task Try_Counts_WhenItsCallerGoesAway()
    {
        for (var i = 1; i <= 10; i++)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(
                () => _process.Logins.CheckAsync("demo", $"wrong {i}", new(canceled: true)));
            await _process.Hasher.VerifiedAsync(i);
        }

        // The tenth may still be on its way to the store; this one waits behind it.
        Assert.IsType<LoginAnswer.Locked>(await _process.WrongAsync("another"));
    }
}
