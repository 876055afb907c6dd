using Azure.Data.Tables;
using Plum.Functions.Shared;
using Plum.Functions.Shared.Settings;
using Plum.Functions.Tests.Support;
using Plum.Standalone.Tests.Storage;
using Xunit;

namespace Plum.Functions.Tests.Volume;

public sealed class SqliteVolumeTests : VolumeContract, IAsyncLifetime
{
    private readonly SqliteFixture _sqlite = new();

    private protected override TableServiceClient Tables => _sqlite.Tables;

    /// <summary>More of them, for here they are quick.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public Task Sums_AreThoseOfTheCalls_WhateverElseHappens(int seed) => CheckAsync(seed);

    public async ValueTask InitializeAsync() => await Tables.CreateTableIfNotExistsAsync("volume");

    public ValueTask DisposeAsync()
    {
        _sqlite.Dispose();
        return ValueTask.CompletedTask;
    }
}

public sealed class AzuriteVolumeTests(AzuriteFixture azurite)
    : VolumeContract, IClassFixture<AzuriteFixture>, IAsyncLifetime
{
    // As the app makes it: the package's own client counts nothing.
    private protected override TableServiceClient Tables =>
        StorageClients.Tables(new StorageConnection.Text(azurite.ConnectionString), new(TimeProvider.System));

    public async ValueTask InitializeAsync() => await Tables.CreateTableIfNotExistsAsync("volume");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Requests are refused, and done ones get no answer, so that the client repeats them.</summary>
    [Fact]
    public async Task Sums_AreThoseOfTheCalls_OnABadNetwork()
    {
        await using var proxy = await StorageProxy.StartAsync(azurite.ConnectionString);
        var random = new Random(11);
        proxy.Script = _ => Task.FromResult(Draw(random));
        var options = new TableClientOptions();
        (options.Retry.Delay, options.Retry.MaxDelay) = (TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(5));

        await CheckAsync(new(11), new(proxy.ConnectionString, options), killed: false);
    }

    // Hard enough that now and then every try of a request fails.
    private static StorageFault Draw(Random random)
    {
        lock (random)
        {
            return random.Next(100) switch
            {
                < 20 =>
                StorageFault.AnswerLost,
                < 35 => StorageFault.Busy,
                _ => StorageFault.None
            };
        }
    }
}
