using Plum.Core.Accounts;
using Plum.Functions.Accounts;
using Plum.Functions.Shared;
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
    public async Task RightPair_IsItsAccount() =>
        Assert.Equal("demo", Assert.IsType<LoginAnswer.Right>(await _process.RightAsync()).Account.Id);

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
    public async Task RightPin_IsNotBehindGuesses_AtOtherLogins()
    {
        const int Guesses = 500;
        _process.Hasher.Hold();
        using var operations = new Operations("accounts");
        var flood = LoginProcess.AtOnceAsync(Guesses, number => _process.WrongAsync("4321", $"login {number}"));
        await ReadAsync(operations, Guesses);
        var right = Task.Run(_process.RightAsync);
        await ReadAsync(operations, Guesses + 1);
        _process.Hasher.Release();

        Assert.IsType<LoginAnswer.Right>(await right);
        Assert.All(await flood, answer => Assert.Equal(LoginAnswer.Wrong.Answer, answer));
        Assert.InRange(_process.Hasher.Verified, 2, 3 * Math.Max(2, Environment.ProcessorCount)); // three rounds
    }

    [Fact]
    public async Task RememberedPin_PassesAtOnce_WhileItsLoginAndOthersAreGuessedAt()
    {
        await _process.RightAsync();
        _process.Hasher.Hold();
        using var operations = new Operations("accounts");
        var guess = Task.Run(() => _process.WrongAsync());
        var others = LoginProcess.AtOnceAsync(20, number => _process.WrongAsync("4321", $"login {number}"));
        await ReadAsync(operations, 21);

        Assert.IsType<LoginAnswer.Right>(await _process.RightAsync());
        _processes.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.IsType<LoginAnswer.Right>(await _process.RightAsync());
        _process.Hasher.Release();

        Assert.Equal(LoginAnswer.Wrong.Answer, await guess);
        await others;
    }

    [Fact]
    public async Task TooManyLoginsAtOnce_AreSentAway_ButNotThoseRemembered()
    {
        await _process.RightAsync();
        _process.Hasher.Hold();
        using var operations = new Operations("accounts");
        var flood =
            LoginProcess.AtOnceAsync(LoginCheck.MaxAtOnce, number => _process.WrongAsync("4321", $"login {number}"));
        await ReadAsync(operations, LoginCheck.MaxAtOnce);

        await Assert.ThrowsAsync<BusyException>(() => _process.WrongAsync("1234", "another"));
        Assert.Throws<BusyException>(_process.Logins.RefuseWhenBusy);
        _processes.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.IsType<LoginAnswer.Right>(await _process.RightAsync());
        _process.Hasher.Release();

        Assert.All(await flood, answer => Assert.Equal(LoginAnswer.Wrong.Answer, answer));
        _process.Logins.RefuseWhenBusy();
    }

    [Fact]
    public async Task WrongPins_WaitWhenThereWereTooMany_AndARightOneDoesNot()
    {
        using var first = _process.Logins.WrongTries.AttemptAcquire(1000);
        var next = _process.Logins.WrongTries.AcquireAsync(1000); // wrong tries of the coming ten seconds

        var wrong = Task.Run(() => _process.WrongAsync("4321", "another"));
        await _process.Hasher.VerifiedAsync(1);
        Assert.IsType<LoginAnswer.Right>(await _process.RightAsync());
        await _process.Accounts.SetPinAsync("demo", "new", default);
        Assert.Equal(0, await CountAsync());

        // A try that waits when the process stops counts all the same.
        _process.Logins.Dispose();
        Assert.False((await next).IsAcquired);
        Assert.Equal(LoginAnswer.Wrong.Answer, await wrong);
        Assert.Equal(1, await CountAsync());

        async Task<int> CountAsync() =>
            (await _process.Failures.ReadAsync(AccountRows.Hash("another"), default)).Tries.At.Count;
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
        Assert.True(await _process.Accounts.TryAddAsync(
            "third", "third", "1", new AccountSettings(SigningKey: new('a', 64)), default));

        var keys = await Task.WhenAll(((string[])["demo", "second", "third"]).Select(
            async id => (await _process.Accounts.FindAsync(id, default))!.SigningKey!));

        Assert.All(keys, key => Assert.True(AccountSettings.IsSigningKey(key)));
        Assert.Equal(3, keys.Distinct().Count());
        Assert.Equal(new('a', 64), keys[2]);
    }

    /// <summary>Until so many checks have read the wrong tries, the login and its account.</summary>
    private static Task ReadAsync(Operations operations, int checks) => Task.Run(() => Assert.True(
        SpinWait.SpinUntil(() => operations.Seen.Count >= 3 * checks, TimeSpan.FromSeconds(30)),
        $"{operations.Seen.Count} of {3 * checks}"));

    private async Task<string> CostAsync(string login, string pin)
    {
        using var operations = new Operations("accounts");
        var before = _process.Hasher.Work;
        await _process.Logins.CheckAsync(login, pin, default);
        return $"{_process.Hasher.Work - before} {string.Join(' ', operations.Seen)}";
    }
}
