using Microsoft.Extensions.DependencyInjection;
using Plum.Core.Accounts;
using Plum.Functions.Accounts;
using Plum.Functions.Tests.Calls;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Accounts;

/// <summary>What an account sees and changes of itself.</summary>
public sealed class OwnAccountTests
{
    [Fact]
    public async Task Account_IsShown_WithoutItsSecrets()
    {
        await using var plum = await PlumServer.StartAsync();
        using var customer = await Customer.SignUpAsync(plum);
        await plum.Services.GetRequiredService<AccountDirectory>().ChangeAsync(
            customer.Account, account => account.With(callsSuspended: true) with { CallerId = "6175550100" }, default);

        Assert.Equal(
            $$"""
            200 {"id":"{{customer.Account}}","login":"{{customer.Login}}","caller_id":"6175550100","caller_ids":null,"gateway":null,"time_zone":"America/New_York","role":"sender","state":"active","calls_suspended":true,"calls_at_once":null,"calls_per_second":null,"caller_id_calls_at_once":null,"caller_id_calls_per_second":null,"created_at":"2021-12-31T12:00:00-05:00"}
            """,
            (await customer.GetAsync("api/account")).ToString());
    }

    [Fact]
    public async Task SigningKey_SignsFromItsAnswerOn_AndIsShownOnce()
    {
        await using var receiver = await Demo.Receiver.StartAsync();
        await using var plum = await PlumServer.StartAsync();
        using var demo = new Customer(plum.NewClient(PlumServer.Token), "demo");
        receiver.Clock = plum.Time;
        await StartAsync(plum, receiver);
        await plum.AdvanceToAsync(new(2022, 1, 3, 8, 10, 0, TimeSpan.FromHours(-5)));
        var before = receiver.Results.Count();
        var old = (await plum.Services.GetRequiredService<AccountDirectory>().FindAsync("demo", default))!.SigningKey!;

        var reply = await demo.PostAsync("api/account/signing-key");

        var key = reply.Json.GetProperty("response").GetProperty("signing_key").GetString()!;
        Assert.Equal($$$"""200 {"status":"success","response":{"signing_key":"{{{key}}}"}}""", reply.ToString());
        Assert.Equal("no-store", reply.Header("Cache-Control"));
        Assert.True(AccountSettings.IsSigningKey(key));
        await plum.AdvanceAsync(TimeSpan.FromSeconds(29)); // less than an account is remembered
        var after = receiver.Results.Skip(before).ToList();
        Assert.NotEmpty(after);
        Assert.All(
            receiver.Results.Take(before),
            result => Assert.Equal(result.Signature(old), result.Headers["X-Plum-Signature"]));
        Assert.All(after, result => Assert.Equal(result.Signature(key), result.Headers["X-Plum-Signature"]));
        Assert.DoesNotContain(key, (await demo.GetAsync("api/audit")).Body);
        Assert.DoesNotContain(key, (await demo.GetAsync("api/account")).Body);
    }

    [Fact]
    public async Task SigningKey_IsDrawnUnderNoIdempotencyKey()
    {
        await using var plum = await PlumServer.StartAsync();
        using var demo = new Customer(plum.NewClient(PlumServer.Token), "demo");

        Assert.Equal(
            400,
            (await demo.SendAsync(HttpMethod.Post, "api/account/signing-key", null, ("Idempotency-Key", "k"))).Status);
    }

    private static async Task StartAsync(PlumServer plum, Demo.Receiver receiver)
    {
        var campaign = await Example.CreateAsync(
            plum, 300, form => form with { StartUrl = receiver.StartUrl, ResultUrl = receiver.ResultUrl });
        await plum.Client.StartCampaignAsync(campaign);
    }
}
