using Azure.Data.Tables;
using Plum.Core.Accounts;
using Plum.Functions.Accounts;
using Plum.Functions.Tests.Support;
using Plum.Standalone.Tests.Storage;
using Xunit;

namespace Plum.Functions.Tests.Accounts;

/// <summary>Accounts and their logs on a storage account whose answers get lost, and whose clients die.</summary>
public sealed class AuditTroubleTests : IAsyncLifetime
{
    private readonly AzuriteFixture _azurite = new();
    private readonly ManualTime _time = new(new(2022, 1, 3, 12, 0, 0, TimeSpan.Zero));
    private StorageProxy _proxy = null!;
    private AccountTable _accounts = null!;
    private LoginProcess _process = null!;

    public async ValueTask InitializeAsync()
    {
        await _azurite.InitializeAsync();
        _proxy = await StorageProxy.StartAsync(_azurite.ConnectionString);
        var tables = new TableServiceClient(_proxy.ConnectionString);
        await tables.CreateTableIfNotExistsAsync("accounts");
        (_accounts, _process) = (new(tables, _time), new(tables, _time));
    }

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        await _azurite.DisposeAsync();
    }

    [Fact]
    public async Task Change_IsNotedOnce_WhenTheAnswerToItIsLost()
    {
        var account = Guid.NewGuid().ToString("N");
        Assert.Equal(Addition.Added, await AddAsync(account, "request"));
        LoseEveryFirstAnswer();

        await _process.Accounts.ChangeAsync(
            new Caller(account, "token 1"), stored => stored with { CallerId = "6175550100" }, default);

        _proxy.Script = _ => Task.FromResult(StorageFault.None);
        Assert.Equal(["token 1 updated", "test created"], await LogAsync(account));
    }

    [Fact]
    public async Task Account_IsAdded_ThoughEveryAnswerIsLost()
    {
        var account = Guid.NewGuid().ToString("N");
        LoseEveryFirstAnswer();

        Assert.Equal(Addition.Added, await AddAsync(account, "request"));

        _proxy.Script = _ => Task.FromResult(StorageFault.None);
        Assert.Equal(["test created"], await LogAsync(account));
        Assert.Equal(account, (await _process.Accounts.FindByLoginAsync(account, default))?.Id);
    }

    /// <summary>The process dies at each of the writes in turn, and the request is repeated.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Account_IsAddedByARepeat_WhicheverWriteWasTheLast(int writes)
    {
        var account = Guid.NewGuid().ToString("N");
        using var dying = new CancellationTokenSource();
        var made = 0;
        _proxy.Script = async request =>
        {
            if (request.Method != "GET" && Interlocked.Increment(ref made) == writes)
            {
                await dying.CancelAsync();
                return StorageFault.AnswerLost;
            }

            return StorageFault.None;
        };
        // canceled, or several in one
        await Assert.ThrowsAnyAsync<Exception>(() => AddAsync(account, "request", dying.Token));

        _proxy.Script = _ => Task.FromResult(StorageFault.None);
        Assert.Equal(Addition.Added, await AddAsync(account, "request"));
        Assert.Equal(Addition.IdTaken, await AddAsync(account, "another request"));
        Assert.Equal(["test created"], await LogAsync(account));
        Assert.Equal(account, (await _process.Accounts.FindByLoginAsync(account, default))?.Id);
        Assert.Contains(account, await _process.Accounts.IdsAsync("", default).ToListAsync());
    }

    private void LoseEveryFirstAnswer()
    {
        var writes = 0;
        _proxy.Script = request => Task.FromResult(
            request.Method != "GET" && Interlocked.Increment(ref writes) % 2 == 1
                ? StorageFault.AnswerLost
                : StorageFault.None);
    }

    private Task<Addition> AddAsync(string account, string request, CancellationToken ct = default) =>
        _process.Accounts.AddAsync(
        new(account, "test"), new(account, account, "1234", new(), AccountRole.Admin, request), ct);

    private async Task<List<string>> LogAsync(string account) =>
        await _accounts.UnderAsync(account, AuditRows.Kind, null, default)
            .Select(AuditRows.Read)
            .Select(entry => $"{entry.By} {entry.Action}")
            .ToListAsync();
}
