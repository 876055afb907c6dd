using Plum.Functions.Shared.Settings;

namespace Plum.Functions.Shared.Telemetry;

/// <summary>
/// Settings of OpenTelemetry and of Application Insights: their names and meanings are those of the standards and of Azure.
/// </summary>
internal static class TelemetrySettings
{
    /// <summary>Where a collector listens. Without it nothing is sent.</summary>
    public const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Read in the azure build alone.</summary>
    public const string Insights = "APPLICATIONINSIGHTS_CONNECTION_STRING";

    /// <summary>
    /// <c>Authorization=AAD</c>, and <c>;ClientId=</c> of a user-assigned identity: sends with that instead of the connection
    /// string's key.
    /// </summary>
    public const string InsightsIdentity = "APPLICATIONINSIGHTS_AUTHENTICATION_STRING";

    public static IReadOnlyList<Setting> All { get; } =
    [
        new(Endpoint, SettingUse.Optional),
        new("OTEL_EXPORTER_OTLP_PROTOCOL", SettingUse.Optional),
        new("OTEL_EXPORTER_OTLP_HEADERS", SettingUse.Optional, IsSecret: true),
        new("OTEL_SERVICE_NAME", SettingUse.Optional),
        new("OTEL_RESOURCE_ATTRIBUTES", SettingUse.Optional),
        new("OTEL_TRACES_SAMPLER", SettingUse.Optional),
        new("OTEL_TRACES_SAMPLER_ARG", SettingUse.Optional),
        new(Insights, SettingUse.Azure, IsSecret: true),
        new(InsightsIdentity, SettingUse.Azure),
    ];
}
