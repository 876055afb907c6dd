using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Plum.Functions.Accounts;
using Plum.Functions.Shared;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Accounts;

public sealed class AccountTableTests(SharedServer server) : IClassFixture<SharedServer>
{
    private TableServiceClient Tables => server.Plum.Services.GetRequiredService<TableServiceClient>();

    /// <summary>Each table object stands for a process of its own: nothing but the storage keeps them apart.</summary>
    [Fact]
    public async Task Change_IsMadeOnItsOwn_HoweverManyProcessesChangeAtATime()
    {
        using var customer = await server.SignUpAsync();
        var processes = Enumerable.Range(0, 4).Select(_ => new AccountTable(Tables, TimeProvider.System)).ToList();

        var ids = await Task.WhenAll(
            processes.SelectMany(process => Enumerable.Range(0, 10).Select(_ => AddAsync(process, customer.Account))));

        Assert.Equal(Enumerable.Range(1, 40), ids.Order());
    }

    [Fact]
    public async Task Change_GivesUp_WhenOthersAreAlwaysFirst()
    {
        using var customer = await server.SignUpAsync();
        var (mine, other) =
            (new AccountTable(Tables, TimeProvider.System), new AccountTable(Tables, TimeProvider.System));

        await Assert.ThrowsAsync<BusyException>(() => mine.ChangeAsync(
            customer.Account,
            async change =>
            {
                await AddAsync(other, customer.Account);
                change.Add("mine");
                return true;
            },
            default));

        Assert.Null(await mine.FindAsync(customer.Account, "mine", default));
    }

    [Fact]
    public async Task Change_WaitsForNoOtherAccount()
    {
        using var slow = await server.SignUpAsync();
        var (accounts, release) = (new AccountTable(Tables, TimeProvider.System), new TaskCompletionSource<bool>());
        var held = accounts.ChangeAsync(slow.Account, _ => release.Task, default);

        for (var i = 0; i < 400; i++)
        {
            await accounts.AddLedgerAsync($"other-{i}", default);
            await AddAsync(accounts, $"other-{i}").WaitAsync(TimeSpan.FromSeconds(20));
        }

        Assert.False(held.IsCompleted);
        release.SetResult(true);
        await held;
    }

    [Fact]
    public async Task Change_ThatIsEmpty_WritesNothing()
    {
        using var customer = await server.SignUpAsync();
        var accounts = new AccountTable(Tables, TimeProvider.System);
        var before = await accounts.FindAsync(customer.Account, AccountRows.Ledger, default);

        Assert.Equal(
            1,
            await accounts.ChangeAsync(customer.Account, change => Task.FromResult(change.NextId("thing")), default));

        Assert.Equal(before!.ETag, (await accounts.FindAsync(customer.Account, AccountRows.Ledger, default))!.ETag);
    }

    private static Task<int> AddAsync(AccountTable accounts, string account) => accounts.ChangeAsync(
        account,
        change =>
        {
            var id = change.NextId("thing");
            change.Add(AccountRows.Of("thing", id));
            return Task.FromResult(id);
        },
        default);
}
