using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Plum.Core.Accounts;
using Plum.Functions.Accounts;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Accounts;

/// <summary>The admin that the settings describe, over restarts.</summary>
public sealed class FirstAdminTests : IDisposable
{
    private const string Created =
        "Created the first admin, account admin with login root. The setting Plum:FirstAdmin is not needed any more.";
    private const string Ignored = "The setting Plum:FirstAdmin is ignored: there is an admin, or there has been one.";

    private readonly Dictionary<string, string?> _settings =
        new() { ["Plum:FirstAdmin:Login"] = "root", ["Plum:FirstAdmin:Pin"] = "first pin" };
    private readonly LogLines _log = new();

    [Fact]
    public async Task Admin_IsCreatedOnce_AndTheServiceSaysSo()
    {
        await using var plum = await StartAsync();
        Assert.Equal(("admin", AccountRole.Admin), await RightAsync(plum, "first pin"));
        Assert.Single(Said());
        Assert.Contains(Created, Said()[^1]);

        await plum.RestartAsync();

        Assert.Equal(("admin", AccountRole.Admin), await RightAsync(plum, "first pin"));
        Assert.Equal(2, Said().Count);
        Assert.Contains(Ignored, Said()[^1]);
    }

    [Fact]
    public async Task Setting_IsIgnored_WhateverItSaysLater()
    {
        await using var plum = await StartAsync();
        await plum.Services.GetRequiredService<AccountDirectory>().SetPinAsync("admin", "changed pin", default);
        _settings["Plum:FirstAdmin:Login"] = "other";

        await plum.RestartAsync();

        Assert.Equal(("admin", AccountRole.Admin), await RightAsync(plum, "changed pin"));
        Assert.Null(await plum.Services.GetRequiredService<AccountDirectory>().FindByLoginAsync("other", default));
    }

    [Fact]
    public async Task Admin_IsCreatedOnce_WhenAStartWasCutOff()
    {
        await using var plum = await StartAsync();
        await plum.Services.GetRequiredService<AccountDirectory>().SetPinAsync("admin", "changed pin", default);
        await plum.Services
            .GetRequiredService<TableServiceClient>()
            .GetTableClient("accounts")
            .DeleteEntityAsync("first-admin", "admin");

        await plum.RestartAsync();

        Assert.Equal(("admin", AccountRole.Admin), await RightAsync(plum, "changed pin"));
    }

    [Fact]
    public async Task Admin_GetsAnotherId_WhenASenderHasThatOne()
    {
        _settings["Plum:Development:Account"] = "admin";
        await using var plum = await StartAsync();

        Assert.Equal(("admin2", AccountRole.Admin), await RightAsync(plum, "first pin"));
        using var sender = new Customer(plum.NewClient(PlumServer.Token), "admin");
        Assert.Equal("sender", (await sender.GetAsync("api/account")).Json.GetProperty("role").GetString());
    }

    [Theory]
    [InlineData(
        "demo",
        "first pin",
        "Plum:FirstAdmin:Login is 'demo', which belongs to an account that is no admin; name another.")]
    [InlineData("a:b", "first pin", "Plum:FirstAdmin:Login: The login format is invalid.")]
    [InlineData("", "first pin", "Plum:FirstAdmin:Login: The login field is required.")]
    [InlineData("root", "", "Plum:FirstAdmin:Pin: The pin field is required.")]
    [InlineData("root", "123", "Plum:FirstAdmin:Pin: The pin must be at least 4 characters.")]
    [InlineData("root", "12345678901234567", "Plum:FirstAdmin:Pin: The pin may not be greater than 16 characters.")]
    public async Task Start_IsRefused_OnABadSetting(string login, string pin, string message)
    {
        (_settings["Plum:FirstAdmin:Login"], _settings["Plum:FirstAdmin:Pin"]) = (login, pin);

        var refused = await Assert.ThrowsAsync<OptionsValidationException>(StartAsync);

        Assert.Equal(message, refused.Message);
    }

    public void Dispose() => _log.Dispose();

    private static async Task<(string Id, AccountRole Role)> RightAsync(PlumServer plum, string pin)
    {
        var answer = await plum.Services.GetRequiredService<LoginCheck>().CheckAsync("root", pin, default);
        var account = Assert.IsType<LoginAnswer.Right>(answer).Account;
        return (account.Id, account.Role);
    }

    private IReadOnlyList<string> Said() =>
        [.. _log.Lines.Where(line => line.Contains("FirstAdmin", StringComparison.Ordinal))];

    private Task<PlumServer> StartAsync() => PlumServer.StartAsync(new()
    {
        Settings = _settings,
        Services = services => services.AddLogging(logging => logging.AddProvider(_log)),
    });
}
