using Azure.Data.Tables;
using Plum.Core.VoiceTrends;
using Plum.Functions.Tests.Support;
using Plum.Functions.VoiceTrends;
using Plum.Standalone.Sqlite;
using Plum.Standalone.Tables;
using Plum.Standalone.Tests.Storage;
using Xunit;

namespace Plum.Functions.Tests.VoiceTrends;

/// <summary>Counting requests in storage by several processes. Each storage backend runs it.</summary>
public abstract class TallyContract
{
    private protected const int Limit = 150;

    private readonly TallyKey _account = TallyKey.Of(Guid.NewGuid().ToString("N"));

    private protected ManualTime Time { get; } = new(new(2022, 1, 3, 12, 0, 0, TimeSpan.Zero));

    private protected abstract TableServiceClient Tables { get; }

    [Fact]
    public async Task Requests_AreCountedExactly_ByManyProcessesAtOnce()
    {
        var processes = Enumerable.Range(0, 4).Select(_ => Another()).ToList();

        var rulings = await Task.WhenAll(
            Enumerable.Range(0, 400).Select(number => Task.Run(() => AdmitAsync(processes[number % 4]))));

        Assert.Equal(Limit, rulings.Count(ruling => ruling.Verdict == Verdict.Admitted));
        Assert.Equal(
            Enumerable.Range(0, Limit).Reverse(),
            rulings.Where(ruling => ruling.Verdict == Verdict.Admitted).Select(ruling => ruling.Standing.Remaining)
                .OrderDescending());

        // Whoever has been refused once knows without asking storage.
        foreach (var process in processes)
        {
            Assert.Equal(Verdict.UsedUp, (await AdmitAsync(process)).Verdict);
            Assert.NotNull(process.UsedUp(_account, Limit));
        }
    }

    [Fact]
    public async Task Login_IsKeptAlive_ByItsUseInAnotherProcess()
    {
        var (one, other) = (Another(), Another());
        await one.OpenAsync(_account.Row, login: 5, default);
        await one.AdmitAsync(_account, 5, Limit, default);
        Time.Advance(TimeSpan.FromHours(23));
        await other.AdmitAsync(_account, 5, Limit, default);
        Time.Advance(TimeSpan.FromHours(23));

        Assert.Equal(Verdict.Admitted, (await one.AdmitAsync(_account, 5, Limit, default)).Verdict);
        Time.Advance(TimeSpan.FromHours(24));
        Assert.Equal(Verdict.Expired, (await one.AdmitAsync(_account, 5, Limit, default)).Verdict);
        Assert.Equal(Verdict.Expired, (await other.AdmitAsync(_account, 5, Limit, default)).Verdict);
    }

    [Fact]
    public async Task Tallies_OfToolsAndLogins_AreSweptWhenTheyAreOver_AndAccountsAreNot()
    {
        var (one, other) = (Another(), Another());
        var key = TallyKey.Of("dev", _account.Row);
        await one.AdmitAsync(key, null, 15, default);
        await one.OpenAsync(_account.Row, login: 5, default);
        Assert.Equal(0, await other.SweepAsync(default));

        Time.Advance(TimeSpan.FromHours(2));
        await one.AdmitAsync(TallyKey.Of("dev", _account.Row + "another"), null, 15, default);

        Assert.Equal(1, await other.SweepAsync(default));
        // who remembers the row finds it gone
        Assert.Equal(14, (await one.AdmitAsync(key, null, 15, default)).Standing.Remaining);
        Assert.True((await other.UsesAsync(_account.Row, default)).IsAlive(
            5, NodaTime.Instant.FromDateTimeOffset(Time.GetUtcNow())));
    }

    private protected TallyTable Another() => new(Tables, Time);

    private protected Task<Ruling> AdmitAsync(TallyTable process) =>
        process.AdmitAsync(_account, login: null, Limit, default);
}

public sealed class SqliteTallyTests : TallyContract, IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("plum-tallies-").FullName;

    private EmbeddedStore _store = null!;

    private protected override TableServiceClient Tables => new EmbeddedTableServiceClient(_store);

    public async ValueTask InitializeAsync()
    {
        _store = new(Path.Combine(_folder, "plum.db"), Time);
        await Tables.CreateTableIfNotExistsAsync(TallyTable.Table);
    }

    public ValueTask DisposeAsync()
    {
        _store.Dispose();
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}

/// <summary>Over a network that can lose answers.</summary>
public sealed class AzuriteTallyTests(AzuriteFixture azurite)
    : TallyContract, IClassFixture<AzuriteFixture>, IAsyncLifetime
{
    private StorageProxy _proxy = null!;

    private protected override TableServiceClient Tables => new(_proxy.ConnectionString);

    public async ValueTask InitializeAsync()
    {
        _proxy = await StorageProxy.StartAsync(azurite.ConnectionString);
        await Tables.CreateTableIfNotExistsAsync(TallyTable.Table);
    }

    public ValueTask DisposeAsync() => _proxy.DisposeAsync();

    [Fact]
    public async Task Request_IsCountedOnce_WhenTheAnswerToItsWriteIsLost()
    {
        var (one, other, writes) = (Another(), Another(), 0);
        _proxy.Script = request => Task.FromResult(
            request.Method != "GET" && Interlocked.Increment(ref writes) % 2 == 1
                ? StorageFault.AnswerLost
                : StorageFault.None);

        for (var left = Limit - 1; left > Limit - 7; left--)
        {
            var ruling = await AdmitAsync(left % 3 == 0 ? other : one);
            Assert.Equal((Verdict.Admitted, left), (ruling.Verdict, ruling.Standing.Remaining));
        }
    }

    /// <summary>What could not be counted is not admitted.</summary>
    [Fact]
    public async Task Request_IsNotAdmitted_WhenItCannotBeCounted()
    {
        var process = Another();
        await AdmitAsync(process);
        _proxy.Script = request => Task.FromResult(request.Method == "GET" ? StorageFault.None : StorageFault.Busy);
        await Assert.ThrowsAsync<Azure.RequestFailedException>(() => AdmitAsync(process));

        _proxy.Script = _ => Task.FromResult(StorageFault.None);
        Assert.Equal(Limit - 2, (await AdmitAsync(process)).Standing.Remaining);
    }
}
