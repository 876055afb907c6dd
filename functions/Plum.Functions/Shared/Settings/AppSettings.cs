using Plum.Functions.Accounts;
using Plum.Functions.Accounts.SigningKeys;
using Plum.Functions.Calls;
using Plum.Functions.Gateways;
using Plum.Functions.Shared.Outbound;
using Plum.Functions.Shared.Telemetry;

namespace Plum.Functions.Shared.Settings;

/// <summary>
/// Every setting that the app, or the host on its behalf, reads. Names have colons; in an environment variable each is
/// two underscores.
/// </summary>
public static class AppSettings
{
    /// <summary>The app's own, each section read into one class.</summary>
    public static IReadOnlyList<SettingsSection> Sections { get; } =
    [
        new(DevelopmentOptions.Section, typeof(DevelopmentOptions), SettingUse.Local, ["Token", "Pin", "SigningKey"]),
        new(FirstAdminOptions.Section, typeof(FirstAdminOptions), SettingUse.Everywhere, ["Pin"]),
        new(SigningKeyOptions.Section, typeof(SigningKeyOptions), SettingUse.Azure, ["Key", "OtherKey"]),
        new(OutboundOptions.Section, typeof(OutboundOptions), SettingUse.Everywhere),
        new(DialingOptions.Section, typeof(DialingOptions), SettingUse.Everywhere),
        new(CallbackOptions.Section, typeof(CallbackOptions), SettingUse.Optional, ["Key"]),
        new(SimulatedGatewayOptions.Section, typeof(SimulatedGatewayOptions), SettingUse.Everywhere),
    ];

    /// <summary>Those whose names others have chosen.</summary>
    private static readonly Setting[] _others =
    [
        new(StorageConnection.Section, SettingUse.Local, IsSecret: true),
        new(StorageConnection.Section + ":accountName", SettingUse.Azure),
        new(StorageConnection.Section + ":credential", SettingUse.Azure),
        new(StorageConnection.Section + ":clientId", SettingUse.Azure),
        new(StorageConnection.Section + ":tableServiceUri", SettingUse.Optional),
        new(StorageConnection.Section + ":queueServiceUri", SettingUse.Optional),
        new(StorageConnection.Section + ":blobServiceUri", SettingUse.Optional), // the Functions host's own
        new("AzureWebJobsDisableHomepage", SettingUse.Everywhere),
        new("FUNCTIONS_REQUEST_BODY_SIZE_LIMIT", SettingUse.Azure),
        new("FUNCTIONS_WORKER_RUNTIME", SettingUse.Local), // a Flex Consumption app has it among its properties
        new("AZURE_FUNCTIONS_ENVIRONMENT", SettingUse.Optional),
        new("DOTNET_ENVIRONMENT", SettingUse.Optional),
        .. TelemetrySettings.All,
    ];

    public static IReadOnlyList<Setting> All { get; } =
        [.. _others, .. Sections.SelectMany(section => section.Settings)];
}
