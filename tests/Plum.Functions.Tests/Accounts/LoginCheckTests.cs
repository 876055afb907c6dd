using Plum.Core.Accounts;
using Plum.Functions.Accounts;
using Plum.Standalone.Tests.Storage;
using Xunit;

namespace Plum.Functions.Tests.Accounts;

/// <summary>Storage operations are counted in the whole process, so nothing else may run meanwhile.</summary>
[CollectionDefinition(nameof(LoginCheckTests), DisableParallelization = true)]
[Collection(nameof(LoginCheckTests))]
public sealed class LoginCheckTests : IAsyncLifetime
{
    private LoginProcesses _processes = null!;
    private LoginProcess _process = null!;

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

    [Fact]
    public async Task RightPair_IsItsAccount() => Assert.Equal("demo", Assert.IsType<LoginAnswer.Right>(await _process.RightAsync()).Account.Id);

    [Theory]
    [InlineData("demo", "1235")]
    [InlineData("demo", "")]
    [InlineData("demo", "1234 ")]
    [InlineData("Demo", "1234")]
    [InlineData("nobody", "1234")]
    [InlineData("", "1234")]
    [InlineData("login/with\\odd#characters?", "1234")]
    public async Task WrongPair_IsWrong(string login, string pin) =>
        Assert.Equal(LoginAnswer.Wrong.Answer, await _process.Logins.CheckAsync(login, pin, default));

    [Fact]
    public async Task WrongLogin_AndWrongPin_CostTheSame()
    {
        var (login, pin) = (new List<string>(), new List<string>());
        for (var i = 0; i < 11; i++)
        {
            login.Add(await CostAsync("nobody", "1234"));
            pin.Add(await CostAsync("demo", "4321"));
        }

        Assert.Equal(pin, login);
        Assert.Equal("1 get get get add", login[0]);
        Assert.Equal("1 get get get update", login[9]);
        Assert.Equal("0 ", login[10]); // locked
    }

    [Fact]
    public async Task RightPair_NeedsOneHash_AndOneReadASecond()
    {
        using var operations = new Operations("accounts");
        for (var i = 0; i < 120_000; i++)
        {
            Assert.IsType<LoginAnswer.Right>(await _process.RightAsync());
            _processes.Time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal(1, _process.Hasher.Work);
        Assert.InRange(operations.Seen.Count, 120, 130);
    }

    [Fact]
    public async Task RightPair_IsVerifiedOnce_HoweverManyComeAtOnce()
    {
        var answers = await LoginProcess.AtOnceAsync(500, _ => _process.RightAsync());

        Assert.All(answers, answer => Assert.IsType<LoginAnswer.Right>(answer));
        Assert.Equal(1, _process.Hasher.Verified);
    }

    [Fact]
    public async Task OldPin_IsWrong_AtOnceHereAndWithinHalfAMinuteElsewhere()
    {
        var other = _processes.Another();
        await _process.RightAsync();
        await other.RightAsync();

        await _process.Accounts.SetPinAsync("demo", "new", default);

        Assert.Equal(LoginAnswer.Wrong.Answer, await _process.RightAsync());
        Assert.IsType<LoginAnswer.Right>(await _process.WrongAsync("new"));
        _processes.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(LoginAnswer.Wrong.Answer, await other.RightAsync());
        Assert.IsType<LoginAnswer.Right>(await other.WrongAsync("new"));
    }

    [Fact]
    public async Task OldLogin_IsWrong_AndFreeForOthers()
    {
        var other = _processes.Another();
        var account = Assert.IsType<LoginAnswer.Right>(await other.RightAsync()).Account;

        Assert.True(await _process.Accounts.TrySetLoginAsync(account, "moved", default));

        _processes.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(LoginAnswer.Wrong.Answer, await other.RightAsync());
        Assert.IsType<LoginAnswer.Right>(await other.WrongAsync("1234", "moved"));
        Assert.True(await other.Accounts.TryAddAsync("second", "demo", "other", default));
        Assert.Equal("second", Assert.IsType<LoginAnswer.Right>(await _process.WrongAsync("other")).Account.Id);
    }

    [Fact]
    public async Task Answer_HasTheAccountAsItIs_WithinHalfAMinute()
    {
        var other = _processes.Another();
        await other.RightAsync();
        await _process.Accounts.ChangeAsync("demo", account => account.With(new("6175550100")), default);

        _processes.Time.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal("6175550100", Assert.IsType<LoginAnswer.Right>(await other.RightAsync()).Account.CallerId);
        Assert.Equal(1, other.Hasher.Work);
    }

    [Fact]
    public async Task OneLogin_CannotTakeTheWholeLine()
    {
        _process.Hasher.Hold();
        var flood = LoginProcess.AtOnceAsync(100, number => _process.WrongAsync($"wrong {number}", "flooded"));
        await _process.Hasher.VerifiedAsync(1);
        var right = Task.Run(_process.RightAsync);
        _process.Hasher.Release();

        Assert.IsType<LoginAnswer.Right>(await right);
        Assert.InRange((await flood).Count(answer => answer is not null), 9, 100);
    }

    [Fact]
    public async Task ManyLogins_FillTheLine_AndThoseRememberedDoNotWaitInIt()
    {
        await _process.RightAsync();
        _process.Hasher.Hold();
        var places = LoginCheck.MaxWaiting + Math.Max(1, Environment.ProcessorCount / 2);
        var flood = Enumerable.Range(0, 200).Select(number => LoginProcess.AtOnceAsync(1, _ => _process.WrongAsync("4321", $"login {number}"))).ToList();
        Assert.True(SpinWait.SpinUntil(() => flood.Count(check => check.IsCompleted) == 200 - places, TimeSpan.FromSeconds(30)));

        _processes.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.IsType<LoginAnswer.Right>(await _process.RightAsync());
        _process.Hasher.Release();

        var answers = (await Task.WhenAll(flood)).SelectMany(answer => answer).ToList();
        Assert.Equal(places, answers.Count(answer => answer is LoginAnswer.Wrong));
        Assert.Equal(200 - places, answers.Count(answer => answer is null));
    }

    [Fact]
    public async Task KnownAccount_CostsNothing_AndIsForgottenWhenChanged()
    {
        var known = new KnownAccounts(_process.Accounts, _processes.Time);
        var elsewhere = new KnownAccounts(_processes.Another().Accounts, _processes.Time);
        Assert.Null((await known.FindAsync("demo", default))!.CallerId);
        Assert.Null((await elsewhere.FindAsync("demo", default))!.CallerId);
        using (var operations = new Operations("accounts"))
        {
            Assert.NotNull(await known.FindAsync("demo", default));
            Assert.Empty(operations.Seen);
        }

        await _process.Accounts.ChangeAsync("demo", account => account.With(new("6175550100")), default);

        Assert.Equal("6175550100", (await known.FindAsync("demo", default))!.CallerId);
        _processes.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal("6175550100", (await elsewhere.FindAsync("demo", default))!.CallerId);
        Assert.Null(await known.FindAsync("nobody", default));
    }

    [Fact]
    public async Task NewAccount_GetsAKeyOfItsOwn_UnlessItBringsOne()
    {
        Assert.True(await _process.Accounts.TryAddAsync("second", "second", "1", default));
        Assert.True(await _process.Accounts.TryAddAsync("third", "third", "1", new AccountSettings(SigningKey: new('a', 64)), default));

        var keys = await Task.WhenAll(((string[])["demo", "second", "third"]).Select(async id => (await _process.Accounts.FindAsync(id, default))!.SigningKey!));

        Assert.All(keys, key => Assert.True(AccountSettings.IsSigningKey(key)));
        Assert.Equal(3, keys.Distinct().Count());
        Assert.Equal(new('a', 64), keys[2]);
    }

    private async Task<string> CostAsync(string login, string pin)
    {
        using var operations = new Operations("accounts");
        var before = _process.Hasher.Work;
        await _process.Logins.CheckAsync(login, pin, default);
        return $"{_process.Hasher.Work - before} {string.Join(' ', operations.Seen)}";
    }
}
