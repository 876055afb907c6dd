using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Plum.Core.Accounts;
using Plum.Functions.Accounts;
using Plum.Functions.Tests.Support;
using Plum.Functions.Tests.WebServices;
using Xunit;

namespace Plum.Functions.Tests.Accounts;

/// <summary>
/// A suspended account is refused whatever it asks, and whoever is not its own learns nothing of that.
/// </summary>
public sealed class SuspensionTests(FaultTests.Server server) : IClassFixture<FaultTests.Server>
{
    private const string Refused = """403 {"status":"error","error":"The account is suspended."}""";

    [Fact]
    public async Task Requests_AreRefusedAtOnce_AndTakenAtOnceAgain()
    {
        using var customer = await Customer.SignUpAsync(server.Plum);
        using var program = new Customer(server.Plum.NewClient(await customer.TokenAsync("a")), customer.Account);
        Assert.Equal(200, (await program.GetAsync("api/schedules")).Status);
        Assert.Equal(200, (await BasicAsync(customer.Login, "1234")).Status);

        await SetAsync(customer, AccountState.Suspended);

        foreach (var path in (string[])["api/schedules", "api/campaigns", "api/account", "api/tokens", "api/audit"])
        {
            Assert.Equal(Refused, (await program.GetAsync(path)).ToString());
            Assert.Equal(Refused, (await customer.GetAsync(path)).ToString());
        }

        Assert.Equal(Refused, (await customer.PostAsync("api/account/signing-key")).ToString());
        Assert.Equal(Refused, (await customer.DeleteAsync("api/tokens/1")).ToString());
        Assert.Equal(Refused, (await BasicAsync(customer.Login, "1234")).ToString());
        Assert.Equal(401, (await BasicAsync(customer.Login, "4321")).Status);

        await SetAsync(customer, AccountState.Active);
        Assert.Equal(200, (await program.GetAsync("api/schedules")).Status);
        Assert.Equal(200, (await BasicAsync(customer.Login, "1234")).Status);
    }

    [Fact]
    public async Task WebServices_Fail_AndKeepNothing()
    {
        using var customer = await Customer.SignUpAsync(server.Plum);
        await SetAsync(customer, AccountState.Suspended);

        Assert.Equal(["The account is suspended."], (await server.Plum.QueueCallAsync(customer.Login)).Errors());
        Assert.Equal(
            ["The account is suspended."],
            (await server.Plum.QueueCallsAsync(customer.Login, "16175550001\n")).Errors());
        Assert.Equal(
            ["The login or PIN is wrong."],
            (await server.Plum.QueueCallAsync(customer.Login, ("pin", "4321"))).Errors());
        await server.Plum.AssertNothingQueuedAsync(customer.Account);
    }

    [Fact]
    public async Task OtherProcesses_Refuse_WithinHalfAMinute()
    {
        await using var plum = await PlumServer.StartAsync();
        using var customer = await Customer.SignUpAsync(plum);
        var (token, other) = (await customer.TokenAsync("a"), new OtherProcess(plum));
        Assert.IsType<Admission.Granted>(await other.AdmitAsync(token));
        Assert.IsType<LoginAnswer.Right>(await other.Logins.CheckAsync(customer.Login, "1234", default));

        await plum.Services.GetRequiredService<AccountDirectory>().ChangeAsync(
            customer.Account, account => account.With(AccountState.Suspended), default);
        await plum.AdvanceAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(Admission.Suspended.Answer, await other.AdmitAsync(token));
        Assert.Equal(LoginAnswer.Suspended.Answer, await other.Logins.CheckAsync(customer.Login, "1234", default));
        await other.Uses.StoredAsync();
    }

    private Task SetAsync(Customer customer, AccountState state) =>
        server.Plum.Services
            .GetRequiredService<AccountDirectory>()
            .ChangeAsync(customer.Account, account => account.With(state), default);

    private async Task<ApiReply> BasicAsync(string login, string pin)
    {
        using var anyone = new Customer(server.Plum.NewClient(), "");
        var credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{login}:{pin}"));
        return await anyone.SendAsync(HttpMethod.Get, "api/tokens", null, ("Authorization", $"Basic {credentials}"));
    }
}
