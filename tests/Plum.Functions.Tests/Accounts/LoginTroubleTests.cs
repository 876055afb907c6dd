using Azure;
using Azure.Data.Tables;
using Plum.Core.Accounts;
using Plum.Functions.Accounts;
using Plum.Functions.Tests.Support;
using Plum.Standalone.Tests.Storage;
using Xunit;

namespace Plum.Functions.Tests.Accounts;

/// <summary>Logins on a storage account that does not always answer.</summary>
public sealed class LoginTroubleTests : IAsyncLifetime
{
    private readonly AzuriteFixture _azurite = new();
    private readonly ManualTime _time = new(new(2022, 1, 3, 12, 0, 0, TimeSpan.Zero));
    private StorageProxy _proxy = null!;
    private LoginProcess _process = null!;
    private string _login = "";

    public async ValueTask InitializeAsync()
    {
        await _azurite.InitializeAsync();
        _proxy = await StorageProxy.StartAsync(_azurite.ConnectionString);
        var tables = new TableServiceClient(_proxy.ConnectionString);
        await tables.CreateTableIfNotExistsAsync("accounts");
        _process = new(tables, _time);
        _login = Guid.NewGuid().ToString("N");
        Assert.True(await _process.Accounts.TryAddAsync(_login, _login, "1234", default));
    }

    public async ValueTask DisposeAsync()
    {
        _process.Logins.Dispose();
        await _proxy.DisposeAsync();
        await _azurite.DisposeAsync();
    }

    [Fact]
    public async Task Trouble_IsNeverAnAnswer()
    {
        _proxy.Script = _ => Task.FromResult(StorageFault.Busy);
        await Assert.ThrowsAsync<RequestFailedException>(() => CheckAsync("1234"));

        // A wrong try that could not be counted tells its caller nothing.
        _proxy.Script = request => Task.FromResult(request.Method == "GET" ? StorageFault.None : StorageFault.Busy);
        await Assert.ThrowsAsync<RequestFailedException>(() => CheckAsync("4321"));

        _proxy.Script = _ => Task.FromResult(StorageFault.None);
        Assert.IsType<LoginAnswer.Right>(await CheckAsync("1234"));
        Assert.Equal(LoginAnswer.Wrong.Answer, await CheckAsync("4321"));
    }

    [Fact]
    public async Task Try_CountsOnce_WhenTheAnswerToItsWriteIsLost()
    {
        var writes = 0;
        _proxy.Script = request => Task.FromResult(
            request.Method != "GET" && Interlocked.Increment(ref writes) % 2 == 1
                ? StorageFault.AnswerLost
                : StorageFault.None);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(LoginAnswer.Wrong.Answer, await CheckAsync("4321"));
        }

        Assert.True(writes > 3);
        Assert.Equal(3, (await _process.Failures.ReadAsync(AccountRows.Hash(_login), default)).Tries.At.Count);
        Assert.IsType<LoginAnswer.Right>(await CheckAsync("1234"));
    }

    [Fact]
    public async Task Suspension_IsNoticedAtOnce_ThoughWhoAskedForItIsToldNothing()
    {
        Assert.IsType<LoginAnswer.Right>(await CheckAsync("1234"));
        var writes = 0;
        _proxy.Script = request => Task.FromResult(
            writes > 0 ? StorageFault.Busy
            : request.Method != "GET" && Interlocked.Increment(ref writes) == 1 ? StorageFault.AnswerLost
            : StorageFault.None);
        await Assert.ThrowsAnyAsync<Exception>(
            () => _process.Accounts.ChangeAsync(_login, account => account.With(AccountState.Suspended), default));

        _proxy.Script = _ => Task.FromResult(StorageFault.None);
        Assert.Equal(LoginAnswer.Suspended.Answer, await CheckAsync("1234"));
    }

    [Fact]
    public async Task Login_IsLocked_WhicheverProcessesSeeItsTries()
    {
        var other = new LoginProcess(new TableServiceClient(_azurite.ConnectionString), _time);
        for (var i = 0; i < 5; i++)
        {
            await Task.WhenAll(CheckAsync($"wrong {i}"), other.WrongAsync($"wrong {i}", _login));
        }

        Assert.IsType<LoginAnswer.Locked>(await CheckAsync("1234"));
        Assert.IsType<LoginAnswer.Locked>(await other.WrongAsync("1234", _login));
        other.Logins.Dispose();
    }

    private Task<LoginAnswer> CheckAsync(string pin) => _process.WrongAsync(pin, _login);
}
