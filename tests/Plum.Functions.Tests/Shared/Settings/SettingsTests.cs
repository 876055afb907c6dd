using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Plum.Functions.Shared.Settings;
using Plum.Functions.Shared.Telemetry;
using Xunit;

namespace Plum.Functions.Tests.Shared.Settings;

public sealed class SettingsTests
{
    [Theory]
    [InlineData("Plum:Dialing:CallsPerSecond", "abc", "Plum:Dialing:CallsPerSecond is 'abc', but must be a number.")]
    [InlineData(
        "Plum:Dialing:CallsPerSecond", "0", "The field Plum:Dialing:CallsPerSecond must be between 0.01 and 100000.")]
    [InlineData(
        "Plum:Dialing:CallsPerSecond", "NaN", "The field Plum:Dialing:CallsPerSecond must be between 0.01 and 100000.")]
    [InlineData(
        "Plum:Outbound:CheckUrls", "perhaps", "Plum:Outbound:CheckUrls is 'perhaps', but must be true or false.")]
    [InlineData("Plum:Outbound:Timeout", "ten", "Plum:Outbound:Timeout is 'ten', but must be a time such as 00:00:10.")]
    [InlineData(
        "Plum:Outbound:MaxRedirects", "1.5", "Plum:Outbound:MaxRedirects is '1.5', but must be a whole number.")]
    [InlineData("Plum:Gateway:StartUrlMethod", "put", "Plum:Gateway:StartUrlMethod is 'put', but must be post or get.")]
    [InlineData("Plum:Gateway:StartUrlMethod", "7", "Plum:Gateway:StartUrlMethod is '7', but must be post or get.")]
    [InlineData(
        "Plum:Dailing:CallsPerSecond",
        "50",
        "Plum:Dailing:CallsPerSecond is not a setting of this app; is it Plum:Dialing:CallsPerSecond?")]
    [InlineData(
        "Plum:Outbound:TimeOuts",
        "00:00:05",
        "Plum:Outbound:TimeOuts is not a setting of this app; is it Plum:Outbound:Timeout?")]
    [InlineData(
        "Plum:Dialing:CallsPerSecond:Most",
        "5",
        "Plum:Dialing:CallsPerSecond:Most is not a setting of this app; is it Plum:Dialing:CallsPerSecond?")]
    [InlineData(
        "AzureWebJobsStorage:accountNam",
        "plumdata",
        "AzureWebJobsStorage:accountNam is not a setting of this app; is it AzureWebJobsStorage:accountName?")]
    [InlineData("AzureWebJobsStorage", "AccountKey=c2VjcmV0", "Setting AzureWebJobsStorage cannot be read (Connection "
        + "string parsing error): it takes a connection string as the "
        + "storage account shows it, or UseDevelopmentStorage=true.")]
    [InlineData(
        "Plum:FirstAdmin:Login",
        "@Microsoft.KeyVault(SecretUri=https://v.vault.azure.net/secrets/admin)",
        "Plum:FirstAdmin:Login is a Key Vault reference that the platform has not resolved; "
            + "the app's identity needs the role Key Vault Secrets User, and the secret must exist.")]
    public async Task Setting_StopsTheStartAndSaysHowToMendIt_WhenItCannotBe(string name, string value, string says)
    {
        var settings = new Dictionary<string, string?> { [name] = value };
        var options = new PlumServerOptions { Settings = settings, Virtual = name != "AzureWebJobsStorage" };

        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => PlumServer.StartAsync(options));

        Assert.Equal(says, refused.Message);
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "localhost:4317", "an address that begins with http:// or https://")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "http", "grpc or http/protobuf")]
    [InlineData(
        "OTEL_TRACES_SAMPLER",
        "never",
        "always_on or always_off or traceidratio or parentbased_always_on or parentbased_always_off or "
            + "parentbased_traceidratio")]
    public async Task SettingOfOpenTelemetry_StopsTheStart_WhenItCannotBe(string name, string value, string mustBe)
    {
        var settings =
            new Dictionary<string, string?> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:9", [name] = value };

        var refused = await Assert.ThrowsAsync<OptionsValidationException>(
            () => PlumServer.StartAsync(new() { Settings = settings }));

        Assert.Equal($"{name} is '{value}', but must be {mustBe}.", refused.Message);
    }

    [Theory]
    [InlineData("InstrumentationKey=0d1e", true)]
    [InlineData("", false)]
    public void SamplersOfApplicationInsights_AreTaken_WhereItIs(string insights, bool taken)
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection(
        [
            new("OTEL_TRACES_SAMPLER", "microsoft.fixed_percentage"),
            new("APPLICATIONINSIGHTS_CONNECTION_STRING", insights),
        ]).Build();

        Assert.Equal(taken, new TelemetrySettingsCheck(settings).Validate(null, new()).Succeeded);
    }

    [Fact]
    public async Task Setting_LeftEmpty_IsNotSet()
    {
        var settings = new Dictionary<string, string?>
        {
            ["Plum:Dialing:CallsPerSecond"] = "",
            ["plum:outbound:checkurls"] = "FALSE",
            ["PLUM"] = "/opt/plum",
        };

        await using var server = await PlumServer.StartAsync(new() { Settings = settings });

        Assert.Equal(200, (int)(await server.Client.GetAsync("api/campaigns")).StatusCode);
    }

    [Fact]
    public void Settings_AreNamedOnce()
    {
        var names = AppSettings.All.Select(setting => setting.Name).ToList();

        Assert.Equal(names.Distinct(StringComparer.OrdinalIgnoreCase), names);
        Assert.Contains(
            "Plum:Development:SigningKey",
            AppSettings.All.Where(setting => setting.IsSecret).Select(setting => setting.Name));
    }

    [Theory]
    [InlineData(
        "accountName=plumdata", "https://plumdata.table.core.windows.net/", "https://plumdata.queue.core.windows.net/")]
    [InlineData(
        "accountName=plumdata;credential=managedidentity;clientId=0d1e",
        "https://plumdata.table.core.windows.net/",
        "https://plumdata.queue.core.windows.net/")]
    [InlineData(
        "tableServiceUri=https://t.example;queueServiceUri=https://q.example",
        "https://t.example/",
        "https://q.example/")]
    public void Storage_IsAnAccount_WhenSettingsNameOne(string settings, string tables, string queues)
    {
        var identity = Assert.IsType<StorageConnection.Identity>(StorageConnection.Of(Configuration(settings)));

        Assert.Equal((tables, queues), (identity.Tables.AbsoluteUri, identity.Queues.AbsoluteUri));
    }

    [Theory]
    [InlineData("", "Setting AzureWebJobsStorage is missing")]
    [InlineData("tableServiceUri=https://t.example", "Setting AzureWebJobsStorage is missing")]
    [InlineData(
        "tableServiceUri=plumdata.table.core.windows.net",
        "AzureWebJobsStorage__tableServiceUri is 'plumdata.table.core.windows.net', but must be an address")]
    [InlineData(
        "tableServiceUri=https://t.example;queueServiceUri=http://q.example",
        "AzureWebJobsStorage__queueServiceUri is 'http://q.example', but must be an address")]
    [InlineData(
        "accountName=https://plumdata",
        "AzureWebJobsStorage__accountName is 'https://plumdata', but must be letters and digits.")]
    [InlineData(
        "accountName=plumdata;credential=password",
        "AzureWebJobsStorage__credential is 'password', but must be managedidentity or left out.")]
    public void Storage_IsRefusedByName_WhenSettingsDoNotSayWhereItIs(string settings, string says)
    {
        var refused = Assert.Throws<OptionsValidationException>(() => StorageConnection.Of(Configuration(settings)));

        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
    }

    private static IConfiguration Configuration(string settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(
            from setting in settings.Split(';', StringSplitOptions.RemoveEmptyEntries)
            let parts = setting.Split('=', 2)
            select KeyValuePair.Create("AzureWebJobsStorage:" + parts[0], (string?)parts[1]))
        .Build();
}
