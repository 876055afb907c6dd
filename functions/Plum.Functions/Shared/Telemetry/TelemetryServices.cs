using System.Reflection;
using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Plum.Functions.Shared.Settings;

namespace Plum.Functions.Shared.Telemetry;

/// <summary>
/// Sends traces, metrics and logs to where the settings say; without such a setting nothing listens and nothing is
/// sent.
/// </summary>
internal static class TelemetryServices
{
    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        var telemetry = new TelemetryBuilder(builder.Services);
        // The other OTEL_ settings are read by the SDK, from the app's configuration like this one.
        var isSent = builder.Configuration[TelemetrySettings.Endpoint] is { Length: > 0 };
        if (isSent)
        {
            telemetry.UseOtlpExporter();
        }

        if (builder.Configuration[TelemetrySettings.Insights] is { Length: > 0 } insights)
        {
            telemetry.SendToInsights(insights, builder.Configuration[TelemetrySettings.InsightsIdentity]);
            isSent = true;
        }

        if (isSent)
        {
            telemetry.UseFunctionsWorkerDefaults()
                .ConfigureResource(Describe)
                .WithTracing(Listen)
                .WithMetrics(Listen)
                .WithLogging(null, logs => logs.IncludeFormattedMessage = true);
            builder.Services.AddSingleton<IValidateOptions<SettingNames>, TelemetrySettingsCheck>();
            builder.Services.AddSingleton<TelemetryTrouble>();
            builder.Services.AddHostedService<TelemetryStart>();
        }
    }

    private static void SendToInsights(
        this IOpenTelemetryBuilder telemetry, string connection, string? authentication) =>
        telemetry.UseAzureMonitorExporter(options =>
        {
            options.ConnectionString = connection;
            options.Credential = CredentialOf(authentication);
            // The exporter keeps few traces of many; what is logged within the others, errors too, would be dropped
            // with them.
            options.EnableTraceBasedLogsSampler = false;
        });

    /// <summary>
    /// Reads what the Functions host reads: <c>Authorization=AAD;ClientId=…</c>, or without a client id the app's own
    /// identity.
    /// </summary>
    private static ManagedIdentityCredential? CredentialOf(string? authentication)
    {
        var parts = (authentication ?? "")
            .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(part => part.Split('=', 2, StringSplitOptions.TrimEntries))
            .Where(part => part.Length == 2)
            .ToDictionary(part => part[0], part => part[1], StringComparer.OrdinalIgnoreCase);
        if (!string.Equals(parts.GetValueOrDefault("Authorization"), "AAD", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        return new(parts.GetValueOrDefault("ClientId") is { Length: > 0 } client
            ? ManagedIdentityId.FromUserAssignedClientId(client)
            : ManagedIdentityId.SystemAssigned);
    }

    // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES have the last word.
    private static void Describe(ResourceBuilder resource)
    {
        var version = typeof(PlumApp).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>();
        resource.AddService("plum", serviceVersion: version?.InformationalVersion).AddEnvironmentVariableDetector();
    }

    private static void Listen(TracerProviderBuilder tracing) =>
        tracing.AddSource(Spans.SourceName, RequestSpans.SourceName);

    private static void Listen(MeterProviderBuilder metrics) => metrics.AddMeter(
        PlumMeter.Name,
        PlumMeter.StorageName,
        "System.Runtime",
        "Microsoft.AspNetCore.Hosting",
        "Microsoft.AspNetCore.Server.Kestrel");

    private sealed class TelemetryBuilder(IServiceCollection services) : IOpenTelemetryBuilder
    {
        public IServiceCollection Services => services;
    }
}
