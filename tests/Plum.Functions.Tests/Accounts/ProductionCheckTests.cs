using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Plum.Functions.Accounts;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Accounts;

/// <summary>A production environment does not start on what the sample tells everybody.</summary>
public sealed class ProductionCheckTests : IDisposable
{
    private const string Settings =
        "The environment is Production, and these settings hold secrets of local.settings.sample.json, which everybody "
            + "can read: ";
    private const string Storage =
        "The environment is Production, and the storage holds secrets of local.settings.sample.json, which everybody "
            + "can read: ";

    private readonly LogLines _log = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("plum-production-").FullName;

    /// <summary>What somebody has who took the sample and set nothing.</summary>
    private static readonly (string Name, string Value)[] Sample =
    [
        ("Plum:Development:Token", SampleSecrets.Token), ("Plum:Development:Login", SampleSecrets.Login),
        ("Plum:Development:Pin", SampleSecrets.Pin),
        ("Plum:Development:SigningKey", SampleSecrets.SigningKey), ("Plum:FirstAdmin:Login", SampleSecrets.AdminLogin),
        ("Plum:FirstAdmin:Pin", SampleSecrets.AdminPin),
    ];

    private static readonly (string Name, string Value)[] None = [.. Sample.Select(setting => (setting.Name, ""))];

    private static readonly (string Name, string Value)[] Own =
    [
        ("Plum:Development:Token", "an own token of many bits"), ("Plum:Development:Login", "demo"),
        ("Plum:Development:Pin", "own pin"),
        ("Plum:Development:SigningKey", new('c', 64)), ("Plum:FirstAdmin:Login", "admin"),
        ("Plum:FirstAdmin:Pin", "own pin"),
    ];

    [Fact]
    public void Secrets_AreThoseOfTheSample()
    {
        var values = JsonElement.Parse(File.ReadAllText(SampleFile())).GetProperty("Values");

        Assert.Equal(
            Sample,
            Sample.Select(setting => (setting.Name, values.GetProperty(setting.Name.Replace(":", "__")).GetString()!)));
        Assert.Equal("demo", values.GetProperty("Plum__Development__Account").GetString());
    }

    [Fact]
    public async Task Start_IsRefused_OnTheSamplesSettings()
    {
        Assert.StartsWith(
            $"{Settings}Plum:Development:Token, Plum:Development:Pin, Plum:Development:SigningKey, "
                + "Plum:FirstAdmin:Pin. ",
            await RefusedAsync(Sample));
    }

    [Theory]
    [InlineData("Plum:Development:Token", SampleSecrets.Token, "Plum:Development:Token")]
    [InlineData("Plum:Development:Pin", SampleSecrets.Pin, "Plum:Development:Pin")]
    [InlineData("Plum:Development:Pin", SampleSecrets.AdminPin, "Plum:Development:Pin")]
    [InlineData("Plum:Development:Pin", "", "Plum:Development:Pin (the sample's unless it is set)")]
    [InlineData("Plum:Development:SigningKey", SampleSecrets.SigningKey, "Plum:Development:SigningKey")]
    [InlineData("Plum:FirstAdmin:Pin", SampleSecrets.AdminPin, "Plum:FirstAdmin:Pin")]
    [InlineData("Plum:FirstAdmin:Pin", SampleSecrets.Pin, "Plum:FirstAdmin:Pin")]
    public async Task Start_IsRefused_OnOneOfThem(string name, string value, string named)
    {
        var message = await RefusedAsync([.. Own.Where(setting => setting.Name != name), (name, value)]);

        Assert.Equal(
            $"{Settings}{named}. Set your own, or take them out; or set DOTNET_ENVIRONMENT=Development if this is not "
                + "production.",
            message);
    }

    [Fact]
    public async Task Start_IsRefused_OnTheSamplesSecretsInStorage_UntilTheyAreReplaced()
    {
        await (await StartAsync("Development", Sample)).DisposeAsync();

        Assert.StartsWith(
            $"{Storage}the token of account demo, the PIN of login demo, the PIN of login admin, the signing key of "
                + "account demo. ",
            await RefusedAsync(None));
        Assert.StartsWith(Storage, await RefusedAsync(Own));

        await using (var plum = await StartAsync("Development", Own))
        {
            await plum.Services.GetRequiredService<AccountDirectory>().SetPinAsync("admin", "own pin", default);
        }

        await using var production = await StartAsync("Production", Own);
        using var anyone = new Customer(production.NewClient(SampleSecrets.Token), "");
        Assert.Equal(401, (await anyone.GetAsync("api/schedules")).Status);
    }

    [Theory]
    [InlineData("Production")]
    [InlineData("Staging")]
    public async Task Start_IsAllowed_WithoutTheSample(string environment)
    {
        await (await StartAsync(environment, Own)).DisposeAsync();
        await (await StartAsync(environment, None)).DisposeAsync();
    }

    [Theory]
    [InlineData("Prod")]
    [InlineData("Staging")]
    public async Task Start_IsRefused_InWhateverIsNotDevelopment(string environment)
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(environment, Sample));

        Assert.StartsWith(
            Settings.Replace("Production", environment, StringComparison.Ordinal),
            refused.Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Production", true)]
    [InlineData("Development", false)]
    public async Task Start_Warns_WhenUrlsMayLeadIntoItsOwnNetwork(string environment, bool warns)
    {
        await using var plum = await StartAsync(environment, [.. Own, ("Plum:Outbound:AllowPrivateNetworks", "true")]);

        Assert.Equal(
            warns,
            _log.Lines.Any(line => line.Contains("inside this service's own network", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("Production", true)]
    [InlineData("Development", false)]
    public async Task Start_SaysThatThereIsNoAdmin_InProduction(string environment, bool says)
    {
        await using var plum = await StartAsync(environment, None);

        Assert.Equal(
            says, _log.Lines.Any(line => line.Contains("There has been no admin yet", StringComparison.Ordinal)));
    }

    public void Dispose()
    {
        _log.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static string SampleFile()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "PlumFunctions.sln")))
        {
            folder = folder.Parent!;
        }

        return Path.Combine(folder.FullName, "local.settings.sample.json");
    }

    private async Task<string> RefusedAsync((string Name, string Value)[] settings) =>
        (await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync("Production", settings))).Message;

    private Task<PlumServer> StartAsync(string environment, (string Name, string Value)[] settings) =>
        PlumServer.StartAsync(new()
        {
            DataFolder = _folder,
            Services = services => services.AddLogging(logging => logging.AddProvider(_log)),
            Settings = new Dictionary<string, string?>(
            settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value)))
            {
                ["environment"] = environment,
            },
        });
}
