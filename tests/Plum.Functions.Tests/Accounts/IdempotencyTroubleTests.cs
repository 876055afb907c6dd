using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using Plum.Functions.Accounts;
using Plum.Functions.Shared;
using Plum.Functions.Tests.Support;
using Plum.Standalone.Tests.Storage;
using Xunit;

namespace Plum.Functions.Tests.Accounts;

/// <summary>Idempotency keys on a storage account that does not always answer.</summary>
public sealed class IdempotencyTroubleTests : IAsyncLifetime
{
    private readonly AzuriteFixture _azurite = new();
    private readonly ManualTime _time = new(new(2022, 1, 3, 12, 0, 0, TimeSpan.Zero));
    private readonly string _account = Guid.NewGuid().ToString("N");
    private StorageProxy _proxy = null!;
    private IdempotencyKeys _keys = null!;

    public async ValueTask InitializeAsync()
    {
        await _azurite.InitializeAsync();
        _proxy = await StorageProxy.StartAsync(_azurite.ConnectionString);
        var tables = new TableServiceClient(_proxy.ConnectionString);
        await tables.CreateTableIfNotExistsAsync("accounts");
        _keys = new(new(tables, _time), _time);
    }

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        await _azurite.DisposeAsync();
    }

    [Fact]
    public async Task Request_IsServed_ThoughOldKeysCannotBeClearedAway()
    {
        var names = Enumerable
            .Range(0, 1000)
            .Select(number => $"key {number}")
            .OrderBy(AccountRows.Idempotency, StringComparer.Ordinal)
            .ToList();
        Assert.Equal(200, await StatusAsync(names[^1]));
        _time.Advance(TimeSpan.FromHours(25));
        var deletions = 0;
        _proxy.Script = request => Task.FromResult(
            request.Method == "DELETE" && Interlocked.Increment(ref deletions) > 0
                ? StorageFault.Busy
                : StorageFault.None);

        var sweeps = names.First(name => AccountRows.Idempotency(name)[^1] is '0');
        Assert.Equal(200, await StatusAsync(sweeps));

        Assert.NotEqual(0, deletions);
    }

    private async Task<int> StatusAsync(string key)
    {
        var http = new DefaultHttpContext();
        http.Request.Headers["Idempotency-Key"] = key;
        var answer = await _keys.OnceAsync(
            http.Request,
            _account,
            "fingerprint",
            async claim =>
            {
                await _keys.CompleteAsync(claim!, Answer.Success, default);
                return Answer.Success;
            },
            default);
        return answer.Status;
    }
}
