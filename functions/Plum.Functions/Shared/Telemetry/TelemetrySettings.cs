using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Plum.Functions.Shared.Settings;

namespace Plum.Functions.Shared.Telemetry;

/// <summary>
/// Settings of OpenTelemetry and of Application Insights: their names and meanings are those of the standards and of
/// Azure.
/// </summary>
internal static class TelemetrySettings
{
    /// <summary>Where a collector listens. Without it nothing is sent.</summary>
    public const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    public const string Protocol = "OTEL_EXPORTER_OTLP_PROTOCOL";
    public const string Sampler = "OTEL_TRACES_SAMPLER";

    /// <summary>Where Application Insights takes telemetry.</summary>
    public const string Insights = "APPLICATIONINSIGHTS_CONNECTION_STRING";

    /// <summary>
    /// <c>Authorization=AAD</c>, and <c>;ClientId=</c> of a user-assigned identity: sends with that instead of the
    /// connection string's key.
    /// </summary>
    public const string InsightsIdentity = "APPLICATIONINSIGHTS_AUTHENTICATION_STRING";

    public static IReadOnlyList<Setting> All { get; } =
    [
        new(Endpoint, SettingUse.Optional),
        new(Protocol, SettingUse.Optional),
        new("OTEL_EXPORTER_OTLP_HEADERS", SettingUse.Optional, IsSecret: true),
        new("OTEL_SERVICE_NAME", SettingUse.Optional),
        new("OTEL_RESOURCE_ATTRIBUTES", SettingUse.Optional),
        new(Sampler, SettingUse.Optional),
        new("OTEL_TRACES_SAMPLER_ARG", SettingUse.Optional),
        new(Insights, SettingUse.Azure, IsSecret: true),
        new(InsightsIdentity, SettingUse.Azure),
    ];
}

/// <summary>
/// Stops the start on what OpenTelemetry's own reader passes over: everything would go to a collector on this machine,
/// or every trace be kept.
/// </summary>
internal sealed class TelemetrySettingsCheck(IConfiguration configuration) : IValidateOptions<SettingNames>
{
    private static readonly string[] _protocols = ["grpc", "http/protobuf"];

    private static readonly string[] _samplers =
        [
            "always_on",
            "always_off",
            "traceidratio",
            "parentbased_always_on",
            "parentbased_always_off",
            "parentbased_traceidratio",
        ];

    /// <summary>Those of Application Insights, which heeds no others.</summary>
    private static readonly string[] _samplersOfInsights = ["microsoft.rate_limited", "microsoft.fixed_percentage"];

    public ValidateOptionsResult Validate(string? name, SettingNames options)
    {
        string[] samplers = configuration[TelemetrySettings.Insights] is { Length: > 0 }
            ? [.. _samplersOfInsights, .. _samplers]
            : _samplers;
        string[] faults =
        [
            .. Faults(TelemetrySettings.Endpoint, IsAddress, "an address that begins with http:// or https://"),
            .. Faults(TelemetrySettings.Protocol, _protocols.Contains, string.Join(" or ", _protocols)),
            .. Faults(
                TelemetrySettings.Sampler,
                value => samplers.Contains(value, StringComparer.OrdinalIgnoreCase),
                string.Join(" or ", samplers)),
        ];
        return faults.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private IEnumerable<string> Faults(string name, Func<string, bool> isRight, string kind)
    {
        if (configuration[name] is { Length: > 0 } value && !isRight(value))
        {
            yield return $"{name} is '{value}', but must be {kind}.";
        }
    }

    private static bool IsAddress(string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out var uri)
            && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps);
}
